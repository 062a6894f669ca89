import { expect, test } from 'vitest';
import { expectLimits, type Limits } from '../shared/testing/limits.ts';
import { readEvent } from './event.ts';
import { paymentEvent, refundEvent } from './testing/events.ts';

const text = (length: number) => 'x'.repeat(length);
const payment = paymentEvent({ id: 'evt_1', orderId: 'ord_1' });

test.each<Limits>([
  ['id', [text(1), text(255)], [undefined, '', text(256), 1]],
  ['type', [text(1), text(255)], [undefined, '', text(256), 1]],
  ['data', [], [undefined]],
  ['data.object', [], [undefined, 'pi_1']],
  ['data.object.metadata', [{}, null, undefined], ['order_id=1']],
  ['data.object.metadata.order_id', [text(1), text(500), undefined], ['', text(501), 1]],
  ['data.object.id', [text(1), text(255)], [undefined, '', text(256), 1]],
  ['data.object.amount', [0, Number.MAX_SAFE_INTEGER], [undefined, -1, 1.5, '1']],
  ['data.object.amount_received', [0, undefined], [-1, 1.5, '1']],
  ['data.object.currency', ['eur', 'EUR'], [undefined, 'eu', 'euro', ' eur', '€€€', 978]],
])('the %s of an event keeps to its limits', (...limits) => {
  expectLimits(readEvent, payment, limits);
});

test('the currency of a payment is as ISO 4217 writes it', () => {
  expect(readEvent(payment).payment?.currency).toBe('EUR');
});

test.each([
  ['succeeded', 'what came, where that is known', { amount: 2500, amount_received: 900 }, 900],
  ['succeeded', 'what was asked for, where it is not', { amount: 2500, amount_received: undefined }, 2500],
  ['payment_failed', 'what was asked for', { amount: 2500, amount_received: 0 }, 2500],
])('the amount of an intent that %s is %s', (outcome, _, amounts, amount) => {
  const { amount: _asked, ...object } = payment.data.object;
  const event = {
    ...payment,
    type: `payment_intent.${outcome}`,
    data: { object: { ...object, ...amounts } },
  };
  expect(readEvent(event).payment?.amount).toBe(amount);
});

const refund = refundEvent({ paymentId: 'pi_1', orderId: 'ord_1' });

test.each<Limits>([
  ['data.object.id', [text(1), text(255)], [undefined, '', text(256), 1]],
  ['data.object.payment_intent', [text(1), text(255), null, undefined], ['', text(256), 1]],
  ['data.object.amount', [0, Number.MAX_SAFE_INTEGER], [undefined, -1, 1.5, '1']],
  ['data.object.amount_captured', [0, undefined], [-1, 1.5, '1']],
  ['data.object.amount_refunded', [0, 2500], [undefined, -1, 1.5, '1']],
  ['data.object.currency', ['eur', 'EUR'], [undefined, 'eu', 'euro', 978]],
])('the %s of a refund keeps to its limits', (...limits) => {
  expectLimits(readEvent, refund, limits);
});

test('a refund names the payment that it gives back, and how much of it', () => {
  expect(readEvent(refundEvent({ paymentId: 'pi_7', refunded: 900 }))).toMatchObject({
    payment: { paymentId: 'pi_7', amount: 2500, currency: 'EUR' },
    refunded: 900,
  });
});

test('a refund is of what was captured, where that is less than what was charged', () => {
  const object = { ...refund.data.object, amount: 2500, amount_captured: 900 };
  expect(readEvent({ ...refund, data: { object } }).payment?.amount).toBe(900);
});

test('a refund of a charge without a payment intent names the charge', () => {
  const { payment_intent: _, ...charge } = refund.data.object;
  const event = { ...refund, data: { object: charge } };
  expect(readEvent(event).payment?.paymentId).toBe(charge.id);
});

test('an event that is of no payment needs no payment’s fields', () => {
  expect(readEvent({ id: 'evt_1', type: 'customer.created', data: { object: {} } })).toEqual({
    id: 'evt_1',
    type: 'customer.created',
  });
});
