import Stripe from 'stripe';
import { expect, test, vi } from 'vitest';
import { readEvent } from '../../services/payments/event.ts';
import { eventId, eventNumber, paymentBody, signatureOf } from './event.ts';
import { SignedEvents } from './signed-events.ts';

const secret = 'whsec_test';
const order = { orderId: 'order-1', amount: 2500, currency: 'EUR' };
const kinds = ['payment', 'attempt', 'poison'] as const;
const events = () =>
  new SignedEvents(
    { secret, runId: 'run1', orders: [order] },
    { kinds: [...kinds], order: Int32Array.of(0, 0, -1) },
  );

test.each([...kinds.keys()])("Stripe's own verifier accepts the signature of event %i", (number) => {
  const { body, signature } = events().get(number);
  expect(Stripe.webhooks.constructEvent(body, signature, secret)).toHaveProperty('id', `evt_run1_${number}`);
});

test("our signature is the one of Stripe's own helper, also of text beyond ASCII", () => {
  const payload = '{"name":"Größe ☃"}';
  const timestamp = 1_790_000_000;
  const expected = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  expect(expected).toContain(signatureOf(payload, secret, timestamp));
});

test('an event that is sent again is the same to the byte, later as well', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const made = events();
  const first = made.get(1);
  vi.setSystemTime(Date.now() + 5_000);
  expect(made.get(1)).toEqual(first);
  expect(made.get(0).signature.slice(0, 12)).not.toBe(first.signature.slice(0, 12));
  vi.useRealTimers();
});

test('a payment is the full amount of its order, in its currency', () => {
  expect(readEvent(JSON.parse(paymentBody({ id: 'evt_1', order })))).toMatchObject({
    type: 'payment_intent.succeeded',
    orderId: 'order-1',
    payment: { amount: 2500, currency: 'EUR' },
  });
});

test('an event is found again by the number in its id, and no other run has it', () => {
  expect(eventNumber('run1', eventId('run1', 17))).toBe(17);
  expect(eventNumber('run', eventId('run1', 17))).toBeUndefined();
  expect(eventNumber('run1', 'evt_run1_')).toBeUndefined();
});
