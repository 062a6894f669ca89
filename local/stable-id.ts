import { createHash } from 'node:crypto';

/** Lower-case letters and digits as AWS makes IDs up of them, but the same for a name on every start; at most 32. */
export function stableId(name: string, length: number): string {
  const digest = createHash('sha256').update(name).digest();
  return [...digest.subarray(0, length)].map((byte) => (byte % 36).toString(36)).join('');
}

/** Letters of both cases and digits, the same for a name on every start; at most 40. */
export function stableLetters(name: string, length: number): string {
  const digest = createHash('sha256').update(name).digest('base64');
  return digest.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, length);
}

/** Sixteen hexadecimal digits, the same for a name on every start. */
export function stableHex(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}
