import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import type { OrderToFulfil } from '../orders/contract.ts';
import { startPaymentsAws } from './testing/aws.ts';
import { delivery, paymentEvent } from './testing/events.ts';
import { startLedgerDatabase } from './testing/ledger-database.ts';

let ledger: Awaited<ReturnType<typeof startLedgerDatabase>>;
let aws: Awaited<ReturnType<typeof startPaymentsAws>>;
let handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
let awaitPayment: (input: { order: OrderToFulfil; taskToken: string }, context: Context) => Promise<void>;
const printed: string[] = [];

beforeAll(async () => {
  ledger = await startLedgerDatabase();
  aws = await startPaymentsAws(ledger.secret);
  vi.spyOn(console, 'log').mockImplementation((line) => printed.push(String(line)));
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  ({ handler } = await import('./worker.handler.ts'));
  ({ handler: awaitPayment } = await import('./await-payment.handler.ts'));
});
beforeEach(() => {
  printed.length = 0;
  aws.stepFunctions.refuse = undefined;
});
afterAll(async () => {
  await aws.stop();
  await ledger.stop();
});

const context = { functionName: 'worker', awsRequestId: 'request-1' } as Context;

/** Hands records to the worker in one batch; answers the ids of those that go back to the queue. */
async function work(...records: SQSRecord[]): Promise<string[]> {
  const { batchItemFailures } = await handler({ Records: records }, context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** An order of 25.00 EUR reaches the callback task; its token is `token-<orderId>`. */
async function startToWait(orderId: string): Promise<void> {
  await aws.placeOrder(orderId);
  const order = {
    orderId,
    customerId: 'C-10001',
    correlationId: 'correlation-1',
    lines: [],
    total: { amount: 2500, currency: 'EUR' },
    shipTo: { country: 'DE', postalCode: '10115' },
  };
  await awaitPayment({ order, taskToken: `token-${orderId}` }, context);
}

const answersTo = (orderId: string) => aws.stepFunctions.answersTo(`token-${orderId}`);

describe('a webhook message', () => {
  const day = 24 * 60 * 60 * 1000;

  test.each([
    { reason: 'unsigned', options: { unsigned: true } },
    { reason: 'wrong_signature', options: { secret: 'whsec_other' } },
    { reason: 'stale', options: { signedAt: Date.now() - 301_000, receivedAt: Date.now() } },
  ])('that is $reason is counted, leaves no row and does not come back', async ({ reason, options }) => {
    const event = paymentEvent({ orderId: `order-${reason}` });
    expect(await work(delivery(event, options))).toEqual([]);
    expect(await ledger.effects(event.id)).toMatchObject({ rows: 0, entries: 0 });
    expect(await aws.wait(`order-${reason}`)).toBeUndefined();
    const metric = printed.find((line) => line.includes('RefusedWebhook'));
    expect(JSON.parse(metric ?? '{}')).toMatchObject({ reason, RefusedWebhook: 1 });
  });

  test('that is signed but not JSON is counted and does not come back', async () => {
    expect(await work(delivery('{"id": nonsense'))).toEqual([]);
    expect(printed.join()).toContain('"reason":"not_json"');
  });

  test('that waited for days is accepted: its signature is judged by its arrival, not by now', async () => {
    const event = paymentEvent();
    expect(await work(delivery(event, { signedAt: Date.now() - 9 * day }))).toEqual([]);
    expect(await ledger.effects(event.id)).toMatchObject({ rows: 1 });
  });

  test.each([undefined, '', 'yesterday', '1e99'])(
    'with %o as its arrival goes back to the queue',
    async (receivedAt) => {
      const event = paymentEvent();
      const message = delivery(event, { receivedAt });
      expect(await work(message)).toEqual([message.messageId]);
      expect(await ledger.effects(event.id)).toMatchObject({ rows: 0 });
    },
  );

  test('that is signed but no event goes back to the queue, to end as a dead letter', async () => {
    const message = delivery({ hello: 'world' });
    expect(await work(message)).toEqual([message.messageId]);
  });

  test('that the database refuses goes back alone; the rest of its batch is done', async () => {
    const poison = delivery(paymentEvent({ id: 'evt_\0' }));
    const [before, after] = [paymentEvent(), paymentEvent()];
    expect(await work(delivery(before), poison, delivery(after))).toEqual([poison.messageId]);
    expect(await ledger.effects(before.id)).toMatchObject({ rows: 1 });
    expect(await ledger.effects(after.id)).toMatchObject({ rows: 1 });
  });
});

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
    'that comes too late (%s) is booked and counted, and does not come back',
    async (code) => {
      await startToWait(code);
      aws.stepFunctions.refuse = new AwsError(code, 'Too late');
      const event = paymentEvent({ orderId: code });
      expect(await work(delivery(event))).toEqual([]);
      expect(await ledger.effects(event.id)).toMatchObject({ entries: 2 });
      expect(printed.join()).toContain('ClosedTaskToken');
    },
  );

  test('whose wake is throttled goes back to the queue, and wakes when it returns', async () => {
    await startToWait('order-throttled');
    aws.stepFunctions.refuse = new AwsError('ThrottlingException', 'Rate exceeded');
    const message = delivery(paymentEvent({ orderId: 'order-throttled' }));
    expect(await work(message)).toEqual([message.messageId]);
    aws.stepFunctions.refuse = undefined;
    expect(await work(message)).toEqual([]);
    expect(answersTo('order-throttled')).toHaveLength(2);
  });
});
