import { randomUUID } from 'node:crypto';

/**
 * A new trace for `X-Amzn-Trace-Id`: `Root=1-<seconds>-<24 hexadecimal digits>`.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function newTraceRoot(epochMilliseconds = Date.now()): string {
  const seconds = Math.floor(epochMilliseconds / 1000).toString(16);
  return `Root=1-${seconds}-${randomHex(24)}`;
}

/** A new trace that is not sampled, since nothing collects traces here. */
export function newTraceHeader(epochMilliseconds?: number): string {
  return `${newTraceRoot(epochMilliseconds)};Parent=${randomHex(16)};Sampled=0`;
}

/** The trace of a client with what it leaves out: a parent, and whether it is sampled. */
export function completedTraceHeader(header: string): string {
  if (!traceIdOf(header)) return newTraceHeader();
  const hasParent = /;Parent=/.test(header);
  const parent = hasParent ? '' : `;Parent=${randomHex(16)}`;
  return header + parent + (/;Sampled=/.test(header) ? '' : `;Sampled=${hasParent ? 1 : 0}`);
}

/** The trace that a header belongs to, without its parent: `1-<seconds>-<24 hexadecimal digits>`. */
export const traceIdOf = (header: string): string | undefined => /(?:^|;)Root=([^;]+)/.exec(header)?.[1];

/** Up to 24 hexadecimal digits. Node makes UUIDs from a stock of random bytes; asking the system each time is slow. */
const randomHex = (digits: number) => randomUUID().replaceAll('-', '').slice(0, digits);
