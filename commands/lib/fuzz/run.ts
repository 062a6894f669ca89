import fc, { type Arbitrary } from 'fast-check';
import type { Breach, FuzzRequest } from './request.ts';
import { Sender, type SenderOptions, type Tally } from './sender.ts';

export interface Volley extends SenderOptions {
  seed: number;
  requests: number;
  arbitrary: Arbitrary<FuzzRequest>;
  /** Clients at once. */
  concurrency: number;
  tally: Tally;
  onProgress?: () => void;
}

/** Time for making a failing request smaller: a hang costs its whole timeout at every step. */
const shrinkMilliseconds = 20_000;

/**
 * Sends generated requests from several clients at once. The seed decides what each client sends, in which order. Each kind
 * of breach is reported once, by the smallest request found that shows it.
 */
export async function volley(options: Volley): Promise<Breach[]> {
  const found = new Map<string, Breach>();
  const { requests, concurrency } = options;
  await Promise.all(
    Array.from({ length: concurrency }, (_, index) => {
      const share = Math.floor((requests + index) / concurrency);
      return client({ ...options, requests: share, seed: options.seed + index * 1_000_003 }, found);
    }),
  );
  return [...found.values()];
}

async function client(options: Volley, found: Map<string, Breach>): Promise<void> {
  const sender = new Sender(options, options.tally);
  try {
    for (let left = options.requests, seed = options.seed; left > 0; seed += 1) {
      const { numRuns } = await check(sender, { ...options, requests: left, seed }, found);
      left -= numRuns;
    }
  } finally {
    sender.close();
  }
}

/** Runs until a breach of a new kind; that one is made smaller, and becomes known. */
async function check(sender: Sender, options: Volley, found: Map<string, Breach>) {
  const { arbitrary, seed, requests, onProgress } = options;
  let shrinking: { what: string; until: number } | undefined;
  const property = fc.asyncProperty(arbitrary, async (request) => {
    if (shrinking && performance.now() > shrinking.until) return;
    const what = await sender.send(request);
    onProgress?.();
    if (what === undefined || (shrinking ? what !== shrinking.what : found.has(what))) return;
    shrinking ??= { what, until: performance.now() + shrinkMilliseconds };
    found.set(what, { what, request });
    throw new Error(what);
  });
  return fc.check(property, { seed, numRuns: requests });
}
