import { describe, expect, test } from 'vitest';
import {
  type DecisiveEvent,
  decide,
  decisiveEvent,
  type PaymentWait,
  type RefundReason,
  refundsDue,
  statusByMoney,
} from './decide.ts';

const expected = { amount: 2500, currency: 'EUR' };
const money = (paymentId = 'pi_1', amount = 2500, currency = 'EUR'): DecisiveEvent => ({
  ...{ type: 'payment_intent.succeeded', paymentId, amount, currency },
});
const refund = (paymentId = 'pi_1', refunded = 2500): DecisiveEvent => ({
  ...{ type: 'charge.refunded', paymentId, ...expected, refunded },
});
const canceled: DecisiveEvent = { type: 'payment_intent.canceled', paymentId: 'pi_2', ...expected };
const payment = (paymentId = 'pi_1') => ({ paymentId, ...expected });

const waitFor = (events: DecisiveEvent[], known: Partial<PaymentWait> = {}): PaymentWait => ({
  ...{ orderId: 'order-1', expected, refundsAsked: [], ...known },
  events: Object.fromEntries(events.map((event, i) => [`evt_${i}`, event])),
});
const closed = { closed: 'given up' };

describe('an order that waits', () => {
  test('is paid by exactly the expected amount and currency', () => {
    expect(decide(waitFor([money()]))).toEqual({ pay: payment() });
  });

  test.each([money('pi_1', 2499), money('pi_1', 2501), money('pi_1', 0), money('pi_1', 2500, 'USD')])(
    'is not paid by %o',
    (event) => {
      expect(decide(waitFor([event]))).toBe('wait');
    },
  );

  test('is cancelled by a canceled payment', () => {
    expect(decide(waitFor([canceled]))).toEqual({ cancel: 'Payment pi_2 was canceled' });
  });

  test('is paid when money and a cancellation came, and cancelled when the money is not the expected', () => {
    expect(decide(waitFor([canceled, money()]))).toEqual({ pay: payment() });
    expect(decide(waitFor([canceled, money('pi_1', 2499)]))).toEqual({ cancel: 'Payment pi_2 was canceled' });
  });

  test.each([
    ['the refund came first', [refund()]],
    ['the refund came later', [money(), refund()]],
    ['only a part of it went back', [money(), refund('pi_1', 1)]],
  ])('is cancelled by money that went back already, when %s', (_, events) => {
    expect(decide(waitFor(events))).toEqual({ cancel: 'Payment pi_1 was refunded' });
  });

  test('is paid by a second payment when the first went back', () => {
    expect(decide(waitFor([money(), refund(), money('pi_3')]))).toEqual({ pay: payment('pi_3') });
  });

  test('is undecided while nobody knows what it costs, and once it is given up', () => {
    expect(decide({ ...waitFor([money()]), expected: undefined } as unknown as PaymentWait)).toBe('wait');
    expect(decide(waitFor([money()], closed))).toBe('wait');
  });

  test('stays with the payment that paid it, whatever comes later', () => {
    expect(decide(waitFor([money('pi_0'), money('pi_9'), canceled], { paid: payment('pi_9') }))).toEqual({
      pay: payment('pi_9'),
    });
  });
});

describe('money goes back', () => {
  test.each<[string, PaymentWait, [paymentId: string, RefundReason][]]>([
    ['of another amount, at once', waitFor([money('pi_1', 2499)]), [['pi_1', 'mismatched']]],
    ['in another currency, at once', waitFor([money('pi_1', 2500, 'USD')]), [['pi_1', 'mismatched']]],
    [
      'that came beside the payment that pays',
      waitFor([money(), money('pi_2'), money('pi_3', 1)], { paid: payment() }),
      [
        ['pi_2', 'paid_twice'],
        ['pi_3', 'mismatched'],
      ],
    ],
    [
      'of an order that is given up, all of it',
      waitFor([money(), money('pi_2')], closed),
      [
        ['pi_1', 'late'],
        ['pi_2', 'late'],
      ],
    ],
    [
      'that had paid an order that is given up, and what came beside it',
      waitFor([money(), money('pi_2')], { ...closed, paid: payment() }),
      [
        ['pi_1', 'given_up'],
        ['pi_2', 'late'],
      ],
    ],
    ['not while it may still pay', waitFor([money()]), []],
    ['not when it paid', waitFor([money()], { paid: payment() }), []],
    ['not twice', waitFor([money()], { ...closed, refundsAsked: ['pi_1'] }), []],
    ['not when it is back', waitFor([money(), refund()], closed), []],
    ['not when nothing came', waitFor([canceled, money('pi_1', 0)], closed), []],
  ])('%s', (_, wait, due) => {
    expect(refundsDue(wait).map(({ paymentId, reason }) => [paymentId, reason])).toEqual(due);
  });

  test('only as far as it is not back yet', () => {
    expect(refundsDue(waitFor([money(), refund('pi_1', 900)], closed))).toEqual([
      { paymentId: 'pi_1', amount: 1600, currency: 'EUR', reason: 'late' },
    ]);
  });

  test('not before anybody knows what the order costs', () => {
    const { expected: _, ...early } = waitFor([money('pi_1', 1)]);
    expect(refundsDue(early)).toEqual([]);
  });
});

describe('the money gives an order', () => {
  test.each<[string, PaymentWait, string | undefined]>([
    ['no status while it waits', waitFor([money()]), undefined],
    ['no status when it is given up and no money came', waitFor([canceled], closed), undefined],
    [
      'no status when it is given up and a payment of nothing came',
      waitFor([money('pi_1', 0)], closed),
      undefined,
    ],
    ['REFUND_REQUESTED when it is given up and money came', waitFor([money()], closed), 'REFUND_REQUESTED'],
    ['REFUNDED when all is back', waitFor([money(), refund()], closed), 'REFUNDED'],
    [
      'REFUNDED when all is back, and the refund of a part is told later',
      waitFor([money(), refund(), refund('pi_1', 900)], closed),
      'REFUNDED',
    ],
    [
      'REFUND_REQUESTED when less is back than came, whatever the refund says of that',
      waitFor([money(), { ...refund('pi_1', 2400), amount: 2400 }], closed),
      'REFUND_REQUESTED',
    ],
    [
      'REFUND_REQUESTED while a part is not',
      waitFor([money(), refund('pi_1', 1)], closed),
      'REFUND_REQUESTED',
    ],
    [
      'no status by the refund of a surplus',
      waitFor([money(), money('pi_2'), refund('pi_2')], { paid: payment() }),
      undefined,
    ],
    [
      'no status by the refund of a wrong amount',
      waitFor([money('pi_1', 2499), { ...refund('pi_1', 2499), amount: 2499 }]),
      undefined,
    ],
    [
      'REFUNDED when somebody gave back what had paid it',
      waitFor([money(), refund()], { paid: payment() }),
      'REFUNDED',
    ],
    [
      'no status by a partial refund of what had paid it',
      waitFor([money(), refund('pi_1', 1)], { paid: payment() }),
      undefined,
    ],
  ])('%s', (_, wait, status) => {
    expect(statusByMoney(wait)).toBe(status);
  });
});

test.each(['payment_intent.payment_failed', 'payment_intent.created', 'charge.succeeded'])(
  '%s decides nothing',
  (type) => {
    expect(decisiveEvent({ id: 'evt_1', type, payment: payment() })).toBeUndefined();
  },
);
