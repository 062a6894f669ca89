import type { Plot, Series } from './model.ts';

/** An element of a parsed document. */
export interface Node {
  name: string;
  attributes: Record<string, string>;
  children: (Node | string)[];
}

const attribute = /\s+([\w:-]+)="([^"<]*)"/y;
const token = /<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

/** Reads the XML that our own functions write, and refuses what a strict parser refuses: tags, quotes, references, characters. */
export function parseXml(text: string): Node {
  if (/[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/u.test(text) || !text.isWellFormed())
    throw new Error('A character that XML does not allow');
  const document: Node = { name: '#document', attributes: {}, children: [] };
  const open = [document];
  token.lastIndex = 0;
  for (let at = 0; at < text.length; at = token.lastIndex) {
    const match = token.exec(text);
    if (match === null) throw new Error(`Not XML at ${at}: ${text.slice(at, at + 60)}`);
    const [, end, name = '', written = '', empty, content] = match;
    const parent = open.at(-1) as Node;
    if (content !== undefined) parent.children.push(unescaped(content));
    else if (end) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> at ${at} ends another element`);
    } else {
      const node = { name, attributes: attributesOf(written), children: [] };
      parent.children.push(node);
      if (!empty) open.push(node);
    }
  }
  const [root] = document.children.filter((child) => typeof child !== 'string');
  if (open.length > 1 || root === undefined) throw new Error(`<${open.at(-1)?.name}> has no end`);
  return root;
}

function attributesOf(written: string) {
  const all = [...written.matchAll(new RegExp(attribute.source, 'g'))];
  const names = all.map(([, name]) => name);
  if (new Set(names).size < names.length) throw new Error(`An attribute twice: ${written}`);
  return Object.fromEntries(all.map(([, name = '', value = '']) => [name, unescaped(value)]));
}

function unescaped(text: string) {
  if (/&(?!#\d+;)/.test(text)) throw new Error(`A bare ampersand: ${text}`);
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/** All elements below one, in order. */
export const elementsOf = (node: Node): Node[] =>
  node.children.flatMap((child) => (typeof child === 'string' ? [] : [child, ...elementsOf(child)]));

/** All text below an element. */
export const textOf = (node: Node): string =>
  node.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');

/** A line of some values, a second apart. */
export const lineOf = (values: (number | null)[], change: Partial<Series> = {}): Series => ({
  label: 'speed',
  tone: 'blue',
  shape: 'line',
  values,
  ...change,
});

/** A plot with nothing but these series. */
export const plotOf = (...series: Series[]): Plot => ({
  seconds: (series[0]?.values ?? []).map((_, index) => index),
  series,
  levels: [],
  bands: [],
});
