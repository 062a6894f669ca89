type Attributes = Record<string, string | number>;

/** What a picture says of itself, and how large it is, in the units that its parts are drawn in. */
export interface Frame {
  width: number;
  height: number;
  /** How large a unit is where there is room for it, in CSS pixels. A narrower page shrinks the picture. */
  scale: number;
  title: string;
  /** All that the picture shows, for those who hear it. */
  description: string;
}

/** Class names and what they look like: `box: 'stroke-width: 2'`. */
type Rules = Record<string, string>;

/** Colours in the two schemes, by class name. */
export interface Colours {
  light: Rules;
  dark: Rules;
}

const paper: Colours = { light: { paper: 'fill: #ffffff' }, dark: { paper: 'fill: #0d1117' } };

/**
 * A whole SVG file. It paints its own background, because a page's theme may differ from the scheme that the picture
 * sees: inside an `<img>` only the reader's system says which it is.
 */
export function picture(frame: Frame, style: Rules, { light, dark }: Colours, parts: string[]): string {
  const { width, height, scale, title, description } = frame;
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width: width * scale,
    height: height * scale,
    role: 'img',
    'aria-labelledby': 'title description',
  };
  const css = [
    rules(style),
    rules({ ...paper.light, ...light }),
    `@media (prefers-color-scheme: dark) {\n${rules({ ...paper.dark, ...dark })}\n}`,
  ];
  const children = [
    text('title', { id: 'title' }, title),
    text('desc', { id: 'description' }, description),
    element('style', {}, ['', ...css, ''].join('\n')),
    element('rect', { class: 'paper', width, height, rx: 8 }),
    ...parts,
  ];
  return `${element('svg', attributes, `\n${children.join('\n')}\n`)}\n`;
}

const rules = (all: Rules) =>
  Object.entries(all)
    .map(([name, declarations]) => `.${name} { ${declarations} }`)
    .join('\n');

/** An element around `content`, which is SVG already. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return content === ''
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${content}</${name}>`;
}

/** An element around text as it is read. */
export const text = (name: string, attributes: Attributes, content: string): string =>
  element(name, attributes, escapeXml(content));

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (raw: string) => raw.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? character);
