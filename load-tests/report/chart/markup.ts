/** Text as it may stand in HTML and XML, in an element or in an attribute; characters that XML forbids become U+FFFD. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, '\uFFFD')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What is not a character of XML 1.0: it may not even stand there escaped. */
const forbidden = /[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/gu;

type Attributes = Record<string, string | number | undefined>;

/** An element of HTML or SVG. Attributes are escaped, and left out when undefined; `content` is markup and is not. */
export function element(name: string, attributes: Attributes, ...content: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeText(String(value))}"`);
  const start = `<${name}${written.join('')}`;
  return content.length === 0 && !voidless.has(name)
    ? `${start}/>`
    : `${start}>${content.join('')}</${name}>`;
}

/** HTML reads `<div/>` as an open tag. */
const voidless = new Set(['div', 'span', 'p', 'td', 'script', 'style']);

/** An element around plain text. */
export const textElement = (name: string, attributes: Attributes, text: string): string =>
  element(name, attributes, escapeText(text));
