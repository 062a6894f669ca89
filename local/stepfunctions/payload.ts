import { StateFailure } from './failures.ts';

/** 256 KiB of UTF-8, the most that the input or output of a state, task or execution may weigh (Step Functions quotas). */
export const dataLimit = 262_144;

/** A JSON value together with its text, so that each is made only once on its way from state to state. */
export interface Payload {
  readonly text: string;
  readonly value: unknown;
}

/** One whose value is read from its text when it is first asked for, which is often never. */
class Text implements Payload {
  readonly text: string;
  #value: unknown;

  constructor(text: string) {
    this.text = text;
  }

  get value(): unknown {
    this.#value ??= JSON.parse(this.text);
    return this.#value;
  }
}

/**
 * Reads JSON that came from outside. Throws `SyntaxError` when it is not JSON and States.DataLimitExceeded when it is too
 * large; `source` is the state or task that it comes from.
 */
export function parsePayload(text: string, source: string): Payload {
  requireWithinLimit(text, source);
  return { text, value: JSON.parse(text) };
}

/**
 * Takes a value that an expression made. The value is read back from its text because JSONata marks its arrays in ways
 * that would change how the next expression sees them.
 */
export function payloadOf(value: unknown, source: string): Payload {
  const text = JSON.stringify(value);
  const payload = new Text(text.includes('null') ? JSON.stringify(value, finite) : text);
  requireWithinLimit(payload.text, source);
  return payload;
}

/** A number that JSON cannot say, such as that of `1/0`, is its name on AWS. */
function finite(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** Takes a value that is plain JSON already, which no expression made. */
export function plainPayload(value: unknown, source: string): Payload {
  const text = JSON.stringify(value);
  requireWithinLimit(text, source);
  return { text, value };
}

function requireWithinLimit(text: string, source: string): void {
  // A character of a string takes at most three bytes of UTF-8.
  if (text.length * 3 <= dataLimit || Buffer.byteLength(text) <= dataLimit) return;
  throw new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${source}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
