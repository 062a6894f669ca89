import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import { delivery, paymentEvent } from './testing/events.ts';
import { startWorker } from './testing/worker.ts';

let worker: Awaited<ReturnType<typeof startWorker>>;
let ledger: typeof worker.ledger;
let aws: typeof worker.aws;
let printed: typeof worker.printed;
let work: typeof worker.work;
let startToWait: typeof worker.startToWait;
let answersTo: typeof worker.answersTo;

beforeAll(async () => {
  worker = await startWorker();
  ({ ledger, aws, printed, work, startToWait, answersTo } = worker);
});
beforeEach(() => worker.forget());
afterAll(() => worker.stop());

describe('a payment', () => {
  test('that comes while the order waits is booked and wakes it', async () => {
    await startToWait('order-waits');
    const event = paymentEvent({ orderId: 'order-waits' });
    expect(await work(delivery(event))).toEqual([]);
    expect(await ledger.effects(event.id)).toEqual({ rows: 1, entries: 2, debit: 2500, sum: 0 });
    const output = { paymentId: event.data.object.id, amount: 2500, currency: 'EUR' };
    expect(answersTo('order-waits')).toEqual([{ taskToken: 'token-order-waits', output }]);
  });

  test('that comes before the order waits is not lost: the callback task wakes at once', async () => {
    const event = paymentEvent({ orderId: 'order-early' });
    await work(delivery(event));
    expect(answersTo('order-early')).toEqual([]);
    await startToWait('order-early');
    expect(answersTo('order-early')).toMatchObject([{ output: { paymentId: event.data.object.id } }]);
    expect(await aws.orderStatus('order-early')).toBe('AWAITING_PAYMENT');
  });

  test('that is delivered three times at once has one effect in the ledger', async () => {
    const event = paymentEvent({ orderId: 'order-thrice' });
    expect(await work(delivery(event), delivery(event), delivery(event))).toEqual([]);
    expect(await ledger.effects(event.id)).toEqual({ rows: 1, entries: 2, debit: 2500, sum: 0 });
  });

  test('that was committed without a wake wakes the order when it is delivered again', async () => {
    const event = paymentEvent({ orderId: 'order-crash' });
    await ledger.client.query(
      "INSERT INTO payment_events (event_id, type, received_at) VALUES ($1, 'payment_intent.succeeded', now())",
      [event.id],
    );
    await startToWait('order-crash');
    await work(delivery(event));
    expect(answersTo('order-crash')).toHaveLength(1);
  });

  test.each([
    { what: 'another amount', intent: { amount: 2499 } },
    { what: 'only a part captured', intent: { amount: 2500, received: 2499 } },
    { what: 'another currency', intent: { currency: 'usd' } },
  ])('with $what is booked and never pays the order', async ({ what, intent }) => {
    await startToWait(what);
    const event = paymentEvent({ ...intent, orderId: what });
    expect(await work(delivery(event))).toEqual([]);
    expect(await ledger.effects(event.id)).toMatchObject({ entries: 2, sum: 0 });
    expect(answersTo(what)).toEqual([]);
  });

  test('that fails is recorded, and the order goes on waiting for the next try', async () => {
    await startToWait('order-retries');
    const failed = paymentEvent({ type: 'payment_intent.payment_failed', orderId: 'order-retries' });
    await work(delivery(failed));
    expect(await ledger.effects(failed.id)).toMatchObject({ rows: 1, entries: 0 });
    expect(answersTo('order-retries')).toEqual([]);
    await work(delivery(paymentEvent({ orderId: 'order-retries' })));
    expect(answersTo('order-retries')).toHaveLength(1);
  });

  test('that is canceled fails the waiting task', async () => {
    await startToWait('order-canceled');
    const event = paymentEvent({ type: 'payment_intent.canceled', orderId: 'order-canceled' });
    await work(delivery(event));
    expect(await ledger.effects(event.id)).toMatchObject({ rows: 1, entries: 0 });
    const cause = `Payment ${event.data.object.id} was canceled`;
    expect(answersTo('order-canceled')).toMatchObject([{ error: 'PaymentCanceled', cause }]);
  });

  test('without an order is recorded and has no effect', async () => {
    const event = paymentEvent();
    expect(await work(delivery(event))).toEqual([]);
    expect(await ledger.effects(event.id)).toMatchObject({ rows: 1, entries: 0 });
  });

  test.each(['TaskTimedOut', 'InvalidToken', 'TaskDoesNotExist'])(
    'that finds a token that is over (%s) is booked and does not come back',
    async (code) => {
      await startToWait(code);
      aws.stepFunctions.refuse = new AwsError(code, 'Too late');
      const event = paymentEvent({ orderId: code });
      expect(await work(delivery(event))).toEqual([]);
      expect(await ledger.effects(event.id)).toMatchObject({ entries: 2 });
    },
  );

  test('whose event comes again has no second effect', async () => {
    await startToWait('order-again');
    const event = paymentEvent({ orderId: 'order-again' });
    await work(delivery(event));
    await work(delivery(event), delivery(event));
    expect(new Set(answersTo('order-again').map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await aws.refundsOf('order-again')).toEqual([]);
  });

  test('for an order that does not exist is booked, counted and kept', async () => {
    const event = paymentEvent({ orderId: 'order-of-nobody' });
    expect(await work(delivery(event))).toEqual([]);
    expect(await ledger.effects(event.id)).toMatchObject({ entries: 2, sum: 0 });
    expect(printed.join()).toContain('PaymentForUnknownOrder');
    expect(await aws.refundsOf('order-of-nobody')).toEqual([]);
  });

  test('for an order that exists is not counted as one for an order that does not', async () => {
    await aws.placeOrder('order-known');
    await work(delivery(paymentEvent({ orderId: 'order-known' })));
    expect(printed.join()).not.toContain('PaymentForUnknownOrder');
  });
});
