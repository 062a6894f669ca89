import { createHash, randomUUID } from 'node:crypto';
import type { Expression } from 'jsonata';

const algorithms = ['SHA-1', 'SHA-384', 'SHA-256', 'SHA-512', 'MD5'];
/** The longest `$range` that Step Functions builds before it reports its memory limit. */
const longestRange = 360_145;

/**
 * Adds the functions that Step Functions provides on top of JSONata, takes `$eval` away (developer guide, "Transforming
 * data with JSONata") and reads text as Step Functions does. Numbers are rounded towards zero.
 */
export function addAwsFunctions(expression: Expression): void {
  expression.registerFunction('partition', partition, '<xn?:a>');
  expression.registerFunction('range', range, '<nnn?:x>');
  expression.registerFunction('hash', hash, '<ss?:s>');
  expression.registerFunction('random', random, '<n?:n>');
  expression.registerFunction('uuid', () => randomUUID(), '<:s>');
  expression.registerFunction('parse', parse, '<s?:x>');
  expression.registerFunction('base64encode', base64encode, '<s-:s>');
  expression.registerFunction('base64decode', base64decode, '<s-:s>');
  expression.registerFunction('decodeUrlComponent', decodeUrlComponent, '<s-:s>');
  expression.assign('eval', undefined);
}

function partition(array: unknown, size?: number): unknown[][] | undefined {
  if (array === undefined) return undefined;
  if (!Array.isArray(array)) throw failure('T0412', { index: 1, token: 'partition' });
  if (size === undefined) return [array];
  if (size <= -1) throw failure('D3137', { message: 'Second argument must be zero or greater' });
  const length = Math.trunc(size);
  if (array.length === 0 || length === 0) return undefined;
  return Array.from({ length: Math.ceil(array.length / length) }, (_, index) =>
    array.slice(index * length, (index + 1) * length),
  );
}

/** A range of one number is that number, as a JSONata sequence of one would be. */
function range(start: number, end: number, step: number): number | number[] | undefined {
  const [from, to, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)];
  const length = Math.floor((to - from) / by) + 1;
  if (!(length > 0) || !Number.isFinite(length)) return undefined;
  if (length > longestRange)
    throw new Error('Expression evaluation memory limit exceeded: Check for excessive memory usage');
  return length === 1 ? from : Array.from({ length }, (_, index) => from + index * by);
}

function hash(text: string, algorithm: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  if (!algorithms.includes(algorithm)) {
    const message = `Hash algorithm '${algorithm}' must be one of ${algorithms.join(', ')}`;
    throw failure('D3137', { message });
  }
  return createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest('hex');
}

const multiplier = 0x5deece66dn;

/** The number that `java.util.Random` draws for the seed, as on AWS. */
function random(seed?: number): number {
  if (seed === undefined) return Math.random();
  let state = BigInt(Math.trunc(seed)) ^ multiplier;
  const next = (bits: number) => {
    state = BigInt.asUintN(48, state * multiplier + 0xbn);
    return Number(state >> BigInt(48 - bits));
  };
  return (next(26) * 2 ** 27 + next(27)) / 2 ** 53;
}

function parse(text?: string): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw failure('D3137', { message: 'Invalid JSON' });
  }
}

/** JSONata itself takes each character for a byte. */
function base64encode(text?: string): string | undefined {
  return text === undefined ? undefined : Buffer.from(text).toString('base64');
}

function base64decode(text?: string): string | undefined {
  if (text === undefined) return undefined;
  const foreign = /[^A-Za-z0-9+/=]/.exec(text)?.[0];
  if (foreign !== undefined)
    throw new Error(`Illegal base64 character ${foreign.charCodeAt(0).toString(16)}`);
  return Buffer.from(text, 'base64').toString();
}

function decodeUrlComponent(text?: string): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw failure('D3140', { value: text, functionName: 'decodeUrlComponent' });
  }
}

/** An error of JSONata's own, which fills the parts into the text that it has for the code. */
function failure(code: string, parts: object): Error {
  return Object.assign(new Error(), { code, ...parts });
}
