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
  split: (text, pattern = '') => text.split(new RegExp(pattern)),
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
