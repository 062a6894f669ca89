import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { type PaymentWaits, paymentWaits } from './payment-waits.ts';

let aws: Awaited<ReturnType<typeof startLocalAws>>;
let waits: PaymentWaits;

beforeAll(async () => {
  aws = await startLocalAws([
    {
      TableName: 'waits',
      AttributeDefinitions: [{ AttributeName: 'orderId', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
  ]);
  waits = paymentWaits(aws.documents, 'waits');
});
afterAll(() => aws.stop());

const order = (orderId: string) => ({
  orderId,
  correlationId: 'c-1',
  total: { amount: 2500, currency: 'EUR' },
});
const payment = (paymentId: string) => ({ paymentId, amount: 2500, currency: 'EUR' });
const came = (paymentId: string) => ({ type: 'payment_intent.succeeded', ...payment(paymentId) }) as const;

test('a wait knows all that was ever written, in whatever order it came', async () => {
  await waits.addRefundAsked('order-1', 'pi_2');
  await waits.close(order('order-1'), 'given up');
  await waits.addEvent('order-1', 'evt_1', came('pi_1'));
  await waits.addPaid('order-1', payment('pi_1'));
  await waits.addToken(order('order-1'), 'token-1');
  expect(await waits.addEvent('order-1', 'evt_2', came('pi_2'))).toEqual({
    orderId: 'order-1',
    correlationId: 'c-1',
    taskToken: 'token-1',
    expected: { amount: 2500, currency: 'EUR' },
    paid: payment('pi_1'),
    closed: 'given up',
    events: { evt_1: came('pi_1'), evt_2: came('pi_2') },
    refundsAsked: ['pi_2'],
  });
});

test('of many that say at once which payment pays, all hear of the same', async () => {
  const all = ['pi_1', 'pi_2', 'pi_3', 'pi_4'].map((id) => waits.addPaid('order-2', payment(id)));
  const heard = new Set((await Promise.all(all)).map(({ paid }) => paid?.paymentId));
  expect(heard.size).toBe(1);
});

test('a wait stays closed for its first reason', async () => {
  await waits.close(order('order-3'), 'first');
  expect((await waits.close(order('order-3'), 'second')).closed).toBe('first');
});

test('the token of a later attempt replaces the one before', async () => {
  await waits.addToken(order('order-4'), 'token-1');
  expect((await waits.addToken(order('order-4'), 'token-2')).taskToken).toBe('token-2');
});

test('an event with an id of any letters is kept as it came', async () => {
  const id = 'evt_.#:[0] "x"';
  expect((await waits.addEvent('order-5', id, came('pi_1'))).events).toEqual({ [id]: came('pi_1') });
});
