import { randomBytes } from 'node:crypto';

/**
 * A new trace for `X-Amzn-Trace-Id`: `Root=1-<seconds>-<24 hexadecimal digits>`.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function newTraceRoot(epochMilliseconds = Date.now()): string {
  const seconds = Math.floor(epochMilliseconds / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
}

/** A new trace that is not sampled, since nothing collects traces here. */
export function newTraceHeader(epochMilliseconds?: number): string {
  return `${newTraceRoot(epochMilliseconds)};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
