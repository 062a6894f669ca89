import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PriceResponse } from '../pricing/contract.ts';
import { CodedError } from '../shared/errors.ts';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { ordersTable } from '../shared/testing/tables.ts';
import { keyLifetimeSeconds } from './idempotency.ts';
import { keyTable } from './key-table.ts';
import { orderTable } from './order-table.ts';
import { placeOrder } from './place-order.ts';
import { aPlacement, aQuote } from './testing/orders.ts';

let aws: Awaited<ReturnType<typeof startLocalAws>>;
beforeAll(async () => {
  aws = await startLocalAws([ordersTable]);
});
afterAll(() => aws.stop());

const leaseMilliseconds = 15_000;
const refusal: PriceResponse = { ok: false, error: { code: 'unknown_coupon', detail: 'no' } };

/** Stripe's limit for one payment: the highest total is taken, a minor unit more is not. */
test.each([
  [99_999_999, 'placed'],
  [100_000_000, 'order_too_large'],
])('an order for %d is %s', async (amount, outcome) => {
  const quote = { ...aQuote, total: { amount, currency: 'EUR' } };
  const placing = placeOrder(
    {
      orders: orderTable(aws.documents, ordersTable.TableName),
      keys: keyTable(aws.documents, ordersTable.TableName),
      price: async () => ({ ok: true, quote }),
      start: async () => undefined,
    },
    { ...aPlacement, key: randomUUID(), now: 1, leaseUntil: 2 },
  );
  const answered = placing.then(
    () => 'placed',
    (error: CodedError) => error.code,
  );
  expect(await answered).toBe(outcome);
});

/** A request that has been sent and now waits for its price. */
interface Attempt {
  slot: string;
  answer(price: PriceResponse): void;
  /** The order's id, or the code of the refusal. */
  outcome: Promise<string>;
}

/** What the model knows of one customer's key; the times are epoch milliseconds. */
type Slot = { quantity: number; expires: number } & (
  | { holder: Attempt; lease: number }
  | { orderId: string }
);

/** The real tables beside a model of what is promised, both on a clock of their own. */
class World {
  readonly #run = randomUUID();
  readonly #slots = new Map<string, Slot>();
  readonly #open: Attempt[] = [];
  #now = Date.UTC(2026, 0, 1);

  wait(seconds: number): void {
    this.#now += seconds * 1_000;
  }

  /** Sends a request: it is answered at once, or it holds the key and waits for its price. */
  async send(customerId: string, key: string, quantity: number): Promise<void> {
    const slot = `${customerId}/${key}`;
    const expected = this.#expected(slot, quantity);
    const attempt = this.#attempt(slot, customerId, key, quantity);
    const first = await Promise.race([attempt.outcome, attempt.priced]);
    expect(first).toBe(expected);
    if (first !== 'waits for its price') return;
    const [lease, expires] = [this.#now + leaseMilliseconds, this.#now + keyLifetimeSeconds * 1_000];
    this.#slots.set(slot, { quantity, expires, holder: attempt, lease });
    this.#open.push(attempt);
  }

  #expected(slot: string, quantity: number): string {
    const known = this.#slots.get(slot);
    if (!known || known.expires < this.#now) return 'waits for its price';
    if (known.quantity !== quantity) return 'idempotency_key_reused';
    if ('orderId' in known) return known.orderId;
    return known.lease < this.#now ? 'waits for its price' : 'request_in_progress';
  }

  #attempt(slot: string, customerId: string, key: string, quantity: number) {
    const asked = Promise.withResolvers<string>();
    const price = Promise.withResolvers<PriceResponse>();
    const outcome = placeOrder(
      {
        orders: orderTable(aws.documents, ordersTable.TableName),
        keys: keyTable(aws.documents, ordersTable.TableName),
        price() {
          asked.resolve('waits for its price');
          return price.promise;
        },
        start: async () => undefined,
      },
      {
        customerId,
        key: `${this.#run}-${key}`,
        correlationId: 'c-1',
        request: { ...aPlacement.request, lines: [{ sku: 'MUG-001', quantity }] },
        now: this.#now,
        leaseUntil: this.#now + leaseMilliseconds,
      },
    ).then(
      ({ order }) => order.orderId,
      (error: unknown) => (error instanceof CodedError ? error.code : Promise.reject(error)),
    );
    return { slot, outcome, priced: asked.promise, answer: price.resolve };
  }

  /** One of the waiting requests goes on: it gets its price, is refused it, or its function dies. */
  async goOn(which: number, how: 'priced' | 'refused' | 'dead'): Promise<void> {
    const [attempt] = this.#open.splice(which % Math.max(this.#open.length, 1), 1);
    if (!attempt || how === 'dead') return;
    const known = this.#slots.get(attempt.slot);
    const holds = known !== undefined && 'holder' in known && known.holder === attempt;
    attempt.answer(how === 'priced' ? { ok: true, quote: aQuote } : refusal);
    const outcome = await attempt.outcome;
    if (how === 'refused') {
      expect(outcome).toBe('unknown_coupon');
      if (holds) this.#slots.delete(attempt.slot);
    } else if (holds) {
      expect(outcome).toMatch(/^ord_/);
      this.#slots.set(attempt.slot, { quantity: known.quantity, expires: known.expires, orderId: outcome });
    } else expect(outcome).toBe('request_in_progress');
  }
}

const sends = fc.record({
  customerId: fc.constantFrom('C-1', 'C-2'),
  key: fc.constantFrom('k', 'l'),
  quantity: fc.constantFrom(1, 1, 1, 2),
});
const endings = fc.record({
  which: fc.nat(9),
  how: fc.constantFrom('priced' as const, 'priced' as const, 'refused' as const, 'dead' as const),
});
const waits = fc.record({
  seconds: fc.constantFrom(1, 14, 16, 26 * 3_600, keyLifetimeSeconds - 60, keyLifetimeSeconds + 60),
});
const steps = fc.oneof(
  { weight: 5, arbitrary: sends },
  { weight: 3, arbitrary: endings },
  { weight: 2, arbitrary: waits },
);

test('whatever is sent, priced, refused, left dead and waited for: a key has one order for a week', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 30, size: 'max' }), async (script) => {
      const world = new World();
      for (const step of script) {
        if ('seconds' in step) world.wait(step.seconds);
        else if ('how' in step) await world.goOn(step.which, step.how);
        else await world.send(step.customerId, step.key, step.quantity);
      }
    }),
    { numRuns: 80 },
  );
});
