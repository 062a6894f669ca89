import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecisiveEvent, decide, decisiveEvent } from './decide.ts';

const expected = { amount: 2500, currency: 'EUR' };
const money = (amount = 2500, currency = 'EUR'): DecisiveEvent => ({
  ...{ type: 'payment_intent.succeeded', paymentId: 'pi_1', amount, currency },
});
const canceled: DecisiveEvent = {
  ...{ type: 'payment_intent.canceled', paymentId: 'pi_2', amount: 2500, currency: 'EUR' },
};
const decideOn = (...events: DecisiveEvent[]) =>
  decide({
    orderId: 'order-1',
    expected,
    events: Object.fromEntries(events.map((event, i) => [`evt_${i}`, event])),
  });
const paid = { pay: { paymentId: 'pi_1', ...expected } };

describe('an order that waits', () => {
  test('is paid by exactly the expected amount and currency', () => {
    expect(decideOn(money())).toEqual(paid);
  });

  test.each([money(2499), money(2501), money(0), money(2500, 'USD')])('is not paid by %o', (event) => {
    expect(decideOn(event)).toBe('wait');
  });

  test('is cancelled by a canceled payment', () => {
    expect(decideOn(canceled)).toEqual({ cancel: 'Payment pi_2 was canceled' });
  });

  test('is paid when money and a cancellation came, and cancelled when the money is not the expected', () => {
    expect(decideOn(canceled, money())).toEqual(paid);
    expect(decideOn(canceled, money(2499))).toEqual({ cancel: 'Payment pi_2 was canceled' });
  });

  test('is undecided while nobody knows what it costs', () => {
    expect(decide({ orderId: 'order-1', events: { evt_1: money() } })).toBe('wait');
  });
});

test('the same events decide the same in any order and however often they come', () => {
  const event = fc.record<DecisiveEvent>({
    type: fc.constantFrom('payment_intent.succeeded', 'payment_intent.canceled'),
    paymentId: fc.constantFrom('pi_1', 'pi_2', 'pi_3'),
    amount: fc.constantFrom(2499, 2500),
    currency: fc.constantFrom('EUR', 'USD'),
  });
  const deliveries = fc
    .uniqueArray(fc.tuple(fc.string({ minLength: 1 }), event), { selector: ([id]) => id, maxLength: 8 })
    .chain((once) =>
      fc.record({
        once: fc.constant(once),
        again: once.length ? fc.array(fc.constantFrom(...once)) : fc.constant([]),
      }),
    )
    .chain(({ once, again }) =>
      fc.record({
        once: fc.constant(once),
        shuffled: fc.shuffledSubarray([...once, ...again], { minLength: once.length + again.length }),
      }),
    );
  fc.assert(
    fc.property(deliveries, ({ once, shuffled }) => {
      const wait = (events: [string, DecisiveEvent][]) => ({
        ...{ orderId: 'order-1', expected, events: Object.fromEntries(events) },
      });
      expect(decide(wait(shuffled))).toEqual(decide(wait(once)));
    }),
  );
});

test.each(['payment_intent.payment_failed', 'payment_intent.created', 'charge.refunded'])(
  '%s decides nothing',
  (type) => {
    expect(decisiveEvent({ id: 'evt_1', type, payment: { paymentId: 'pi_1', ...expected } })).toBeUndefined();
  },
);
