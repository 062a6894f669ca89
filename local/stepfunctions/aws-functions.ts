import { createHash, randomUUID } from 'node:crypto';
import type { Expression } from 'jsonata';

const algorithms = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
/** The longest `$range` that Step Functions builds before it reports its memory limit. */
const longestRange = 360_145;

/**
 * Adds the functions that Step Functions provides on top of JSONata and takes `$eval` away
 * (developer guide, "Transforming data with JSONata"). Numbers are rounded towards zero.
 */
export function addAwsFunctions(expression: Expression): void {
  expression.registerFunction('partition', partition, '<an?:a>');
  expression.registerFunction('range', range, '<nnn?:x>');
  expression.registerFunction('hash', hash, '<ss?:s>');
  expression.registerFunction('random', random, '<n?:n>');
  expression.registerFunction('uuid', () => randomUUID(), '<:s>');
  expression.registerFunction('parse', parse, '<s:x>');
  expression.assign('eval', undefined);
}

function partition(array: unknown[], size: number): unknown[][] | undefined {
  const length = Math.trunc(size);
  if (!Array.isArray(array) || array.length === 0 || !(length > 0)) return undefined;
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
    throw new Error(`$hash knows the algorithms ${algorithms.join(', ')}, not '${algorithm}'`);
  }
  return createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest('hex');
}

/** The same integer seed gives the same number (mulberry32); AWS gives another number for it, but always its own. */
function random(seed?: number): number {
  if (seed === undefined) return Math.random();
  let mixed = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

function parse(text: string): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
