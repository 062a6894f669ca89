import { isMap, textOf } from './java-values.ts';

type TextMethod = (text: string, ...parameters: string[]) => unknown;

/** Methods of Java's String that JavaScript does not have, or has with another meaning. */
const asInJava: Record<string, TextMethod> = {
  contains: (text, part = '') => text.includes(part),
  equals: (text, other) => text === other,
  equalsIgnoreCase: (text, other = '') => text.toLowerCase() === other.toLowerCase(),
  isEmpty: (text) => text === '',
  length: (text) => text.length,
  matches: (text, pattern = '') => new RegExp(`^(?:${pattern})$`).test(text),
  replace: (text, from = '', to = '') => text.split(from).join(to),
  replaceAll: (text, pattern = '', to = '') => text.replace(new RegExp(pattern, 'g'), to),
  split: (text, pattern = '') => {
    const parts = text.split(new RegExp(pattern));
    // Java leaves out what is empty at the end
    return parts.slice(0, Math.max(1, parts.findLastIndex((part) => part !== '') + 1));
  },
};

const alikeInBoth = [
  'charAt',
  'concat',
  'endsWith',
  'indexOf',
  'lastIndexOf',
  'startsWith',
  'substring',
  'toLowerCase',
  'toString',
  'toUpperCase',
  'trim',
] as const;

interface MethodCall {
  property: string;
  context: string;
  params: string[];
}

/** Calls of methods on text in a mapping template, for velocityjs. One that is not known is an error that names it. */
export const textMethods = {
  uid: 'methods of text',
  match: ({ context }: { context: unknown }): boolean => typeof context === 'string',
  resolve: ({ property, context, params }: MethodCall): unknown => {
    const method = Object.hasOwn(asInJava, property) ? asInJava[property] : undefined;
    if (method) return method(context, ...params);
    const name = alikeInBoth.find((candidate) => candidate === property);
    if (!name) throw new Error(`A mapping template calls ${property}() on text; that is not supported here`);
    return (context[name] as TextMethod).apply(context, params as [string, ...string[]]);
  },
};

type CollectionMethod = (collection: object, key: unknown, value?: unknown) => unknown;

/** Methods of Java's List and Map that velocityjs does not have, or answers otherwise. */
const ofCollections: Record<string, CollectionMethod> = {
  add: (list, value) => Array.isArray(list) && list.push(value) > 0,
  addAll: (list, values) => Array.isArray(list) && list.push(...(values as unknown[])) > 0,
  containsKey: (map, key) => Object.hasOwn(map, String(key)),
  contains: (list, value) => Object.values(list).includes(value),
  get: (collection, key) =>
    Object.hasOwn(collection, String(key)) ? collection[key as keyof object] : undefined,
  isEmpty: (collection) => Object.keys(collection).length === 0,
  put: (map, key, value) => {
    const before = Object.hasOwn(map, String(key)) ? map[key as keyof typeof map] : undefined;
    const entry = { value, configurable: true, enumerable: true, writable: true };
    Object.defineProperty(map, String(key), entry);
    return before;
  },
  toString: (collection: object) => textOf(collection),
  values: (map) => Object.values(map),
};

/** Calls of methods on lists and maps that come from JSON, for velocityjs. */
export const collectionMethods = {
  uid: 'methods of lists and maps',
  match: ({ context, property }: { context: unknown; property: string }): boolean =>
    (Array.isArray(context) || isMap(context)) && Object.hasOwn(ofCollections, property),
  resolve: ({
    property,
    context,
    params,
  }: {
    property: string;
    context: object;
    params: unknown[];
  }): unknown => ofCollections[property]?.(context, params[0], params[1]),
};
