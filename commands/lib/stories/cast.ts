import { setTimeout as delay } from 'node:timers/promises';
import type Stripe from 'stripe';
import type { ApiClient } from '../api.ts';
import type { Deployment } from '../deployment.ts';
import type { Narrator } from '../narrator.ts';

/** Who plays in a story. */
export interface Cast {
  deployment: Deployment;
  customer: ApiClient;
  operator: ApiClient;
  narrator: Narrator;
  /** Ends a story that is under way. */
  signal?: AbortSignal;
}

/** Who plays in a story that only this machine can show: the payment provider calls the system back. */
export interface TourCast extends Cast {
  stripe: Stripe;
}

/** How long a story waits for what should happen, in milliseconds. */
const patience = 30_000;
const pollMilliseconds = 20;

/** Asks until the answer is right, and answers it; throws what `problem` says of the last answer when it takes too long. */
export async function eventually<Answer>(
  { signal }: Pick<Cast, 'signal'>,
  ask: () => Promise<Answer>,
  isRight: (answer: Answer) => boolean,
  problem: (last: Answer) => string,
): Promise<Answer> {
  const deadline = Date.now() + patience;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`After ${patience / 1000} s ${problem(answer)}`);
    await delay(pollMilliseconds);
  }
}

/** Throws, naming both, unless one value is the other. */
export function assertEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what} should be ${String(expected)} but is ${String(actual)}`);
}
