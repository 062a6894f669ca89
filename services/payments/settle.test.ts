import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { metrics } from '../shared/observability.ts';
import type { DecisiveEvent } from './decide.ts';
import { type Course, type Crashes, courses, expected, OrderMoney, payments } from './testing/order-money.ts';

/** A thousand orders would print their metrics. */
beforeAll(() => {
  const silent = { addDimension: () => silent, addMetric: () => silent };
  vi.spyOn(metrics, 'singleMetric').mockReturnValue(silent as unknown as typeof metrics);
});

/** An event of the provider, by its id. */
type Told = [id: string, event: DecisiveEvent];

/** Money that came, was refused, or went back in the provider's dashboard: in parts, in all, also before it came. */
const event = fc
  .record({
    type: fc.constantFrom<DecisiveEvent['type']>(
      ...(['payment_intent.succeeded', 'payment_intent.canceled', 'charge.refunded'] as const),
    ),
    payment: fc.constantFrom(...payments),
    part: fc.constantFrom(900, 2400, 2500),
  })
  .map(({ type, payment, part }): DecisiveEvent => {
    const refunded = Math.min(part, payment.amount);
    return { type, ...payment, ...(type === 'charge.refunded' && { refunded }) };
  });
const events = fc.array(event, { maxLength: 6 }).map((all) => all.map((each, i): Told => [`evt_${i}`, each]));
const repeats = fc.array(fc.nat({ max: 5 }), { maxLength: 4 });
const course = fc.constantFrom(...courses);
const crashes = fc
  .array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom('undone' as const, 'done' as const)), { maxLength: 6 })
  .map((all): Crashes => new Map(all));

/** The events, and some of them again afterwards. */
const repeated = (told: Told[], places: number[]) => [
  ...told,
  ...places.flatMap((i) => told.slice(i, i + 1)),
];

function checkMoney(money: OrderMoney, course: Course): void {
  const { wait, answer, announced, refundsAsked, statuses } = money;
  const came = payments.filter(({ paymentId }) => isAmong(wait.events, paymentId, 'came'));
  const isBack = ({ paymentId }: { paymentId: string }) => isAmong(wait.events, paymentId, 'back');
  // Nobody ever hears of another payment than the one that pays.
  expect([...announced]).toEqual(wait.paid && announced.size ? [wait.paid.paymentId] : []);
  if (course === 'never starts') {
    expect([answer, refundsAsked.size, statuses.size]).toEqual([undefined, 0, 0]);
  } else if (wait.closed !== undefined) {
    expect(came.every(isBack)).toBe(true);
    expect(statuses.has('REFUNDED')).toBe(came.length > 0);
  } else if (answer) {
    expect(answer).toEqual({ paid: wait.paid?.paymentId });
    expect(wait.paid).toMatchObject(expected);
    expect(refundsAsked.has(String(wait.paid?.paymentId))).toBe(false);
    expect(came.filter(({ paymentId }) => paymentId !== wait.paid?.paymentId).every(isBack)).toBe(true);
    expect(statuses.has('REFUNDED')).toBe(came.every(isBack));
  } else {
    // Still waiting: nothing came that pays or cancels.
    expect(came.every(isBack)).toBe(true);
    expect(came.some(({ amount, currency }) => amount === 2500 && currency === 'EUR')).toBe(false);
    expect(Object.values(wait.events).some(({ type }) => type === 'payment_intent.canceled')).toBe(false);
  }
}

/** Whether a payment's money came, or went back in all, by the events that are known. */
function isAmong(known: Record<string, DecisiveEvent>, paymentId: string, what: 'came' | 'back'): boolean {
  return Object.values(known).some(
    (each) =>
      each.paymentId === paymentId &&
      (what === 'back' ? each.refunded === each.amount : each.type !== 'payment_intent.canceled'),
  );
}

test('however all that happens to an order interleaves, repeats and crashes: each payment pays or goes back, never both', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([fc.scheduler(), events, repeats, course, crashes] as const),
      async (scheduler, told, again, goes, failing) => {
        const money = new OrderMoney(() => scheduler.schedule(Promise.resolve()), failing);
        void money.run(goes);
        for (const [id, each] of repeated(told, again)) void money.deliver(id, each);
        await scheduler.waitIdle();
        checkMoney(money, goes);
      },
    ),
    { numRuns: 1000 },
  );
});

/** One thing after the other: the workflow begins after so many events. */
async function oneByOne(
  money: OrderMoney,
  told: Told[],
  goes: Course,
  place: number,
  idle: () => Promise<unknown>,
) {
  const steps = told.map(
    ([id, each]) =>
      () =>
        money.deliver(id, each),
  );
  steps.splice(place, 0, () => money.run(goes));
  for (const step of steps) {
    void step();
    await idle();
  }
  return money;
}

test('events that come again change nothing of how an order ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([fc.scheduler(), events, repeats, course, fc.nat({ max: 6 })] as const),
      async (scheduler, told, again, goes, place) => {
        const endOf = async (all: Told[]) => {
          const money = new OrderMoney(() => scheduler.schedule(Promise.resolve()));
          const idle = () => scheduler.waitIdle();
          return (await oneByOne(money, all, goes, Math.min(place, told.length), idle)).end;
        };
        expect(await endOf(repeated(told, again))).toEqual(await endOf(told));
      },
    ),
    { numRuns: 300 },
  );
});

const [first, second, less] = payments.map(
  (payment): DecisiveEvent => ({ type: 'payment_intent.succeeded', ...payment }),
) as [DecisiveEvent, DecisiveEvent, DecisiveEvent];
const canceled: DecisiveEvent = { ...first, type: 'payment_intent.canceled' };

test.each<[what: string, Course, DecisiveEvent[]]>([
  ['is paid', 'waits', [first]],
  ['is paid twice', 'waits', [first, second]],
  ['is paid with too little, then right', 'waits', [less, first]],
  ['is canceled', 'waits', [canceled]],
  ['is paid and cannot be shipped', 'is rolled back', [first]],
  ['is paid too late', 'times out', [first]],
  ['is paid for nothing in stock', 'is out of stock', [first]],
])('an order that %s ends the same, before and after whichever call a crash falls', async (_, goes, all) => {
  const told = all.map((each, i): Told => [`evt_${i}`, each]);
  for (const place of [0, all.length]) {
    const live = (failing: Crashes) =>
      oneByOne(new OrderMoney(() => Promise.resolve(), failing), told, goes, place, () => setImmediate());
    const { end, calls } = await live(new Map());
    for (let call = 0; call < calls; call += 1)
      for (const effect of ['undone', 'done'] as const)
        expect({ call, effect, ...(await live(new Map([[call, effect]]))).end }).toEqual({
          call,
          effect,
          ...end,
        });
  }
});
