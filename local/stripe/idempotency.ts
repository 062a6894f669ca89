import { StripeError } from './stripe-error.ts';

/** How long a key answers the same, in milliseconds: Stripe keeps keys for at least 24 hours. */
const lifetime = 24 * 3_600_000;

export interface Answer {
  status: number;
  body: object;
}

interface Saved {
  fingerprint: string;
  since: number;
  answer: Answer;
}

/** Answers by `Idempotency-Key`: https://docs.stripe.com/api/idempotent_requests */
export class IdempotencyKeys {
  readonly #saved = new Map<string, Saved>();
  readonly #clock: () => number;

  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /** The answer to the first request with this key, if any; throws when that one was another request. */
  find(key: string, fingerprint: string): Answer | undefined {
    this.#forgetOld();
    const saved = this.#saved.get(key);
    if (saved && saved.fingerprint !== fingerprint) {
      const message =
        'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
        `Try using a key other than '${key}' if you meant to execute a different request.`;
      throw new StripeError(400, { type: 'idempotency_error', message });
    }
    return saved?.answer;
  }

  /** Keeps an answer as it was sent: what happens to the object later does not show in it. */
  save(key: string, fingerprint: string, answer: Answer): void {
    this.#saved.set(key, { fingerprint, since: this.#clock(), answer: structuredClone(answer) });
  }

  #forgetOld(): void {
    for (const [key, { since }] of this.#saved) {
      if (since > this.#clock() - lifetime) return;
      this.#saved.delete(key);
    }
  }
}
