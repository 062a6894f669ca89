import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import { delivery, paymentEvent, refundEvent } from './testing/events.ts';
import { startWorker } from './testing/worker.ts';

let worker: Awaited<ReturnType<typeof startWorker>>;
let aws: typeof worker.aws;
let work: typeof worker.work;
let startToWait: typeof worker.startToWait;
let giveUp: typeof worker.giveUp;

beforeAll(async () => {
  worker = await startWorker();
  ({ aws, work, startToWait, giveUp } = worker);
});
beforeEach(() => worker.forget());
afterAll(() => worker.stop());

const pay = async (orderId: string, intent: Parameters<typeof paymentEvent>[0] = {}) => {
  const event = paymentEvent({ ...intent, orderId });
  expect(await work(delivery(event))).toEqual([]);
  const { id: paymentId, amount, currency } = event.data.object;
  return { orderId, paymentId, amount, currency: currency.toUpperCase() };
};
const giveBack = async (orderId: string, paymentId: string) =>
  expect(await work(delivery(refundEvent({ orderId, paymentId })))).toEqual([]);

describe('an order that is given up', () => {
  test('after it was paid gives its money back, and is REFUNDED when the provider says so', async () => {
    await startToWait('order-unwound');
    const payment = await pay('order-unwound');
    expect(await aws.refundsOf('order-unwound')).toEqual([]);
    expect(await giveUp('order-unwound')).toEqual({ refunds: 1 });
    expect(await aws.refundsOf('order-unwound')).toEqual([payment]);
    expect(await aws.orderStatus('order-unwound')).toBe('REFUND_REQUESTED');
    await giveBack('order-unwound', payment.paymentId);
    expect(await aws.orderStatus('order-unwound')).toBe('REFUNDED');
  });

  test('twice asks for its money once', async () => {
    await startToWait('order-twice');
    await pay('order-twice');
    await giveUp('order-twice');
    expect(await giveUp('order-twice', 'another reason')).toEqual({ refunds: 0 });
    expect(await aws.refundsOf('order-twice')).toHaveLength(1);
  });

  test('before any money came keeps its status, and asks for nothing', async () => {
    await startToWait('order-unpaid');
    expect(await giveUp('order-unpaid')).toEqual({ refunds: 0 });
    expect(await aws.orderStatus('order-unpaid')).toBe('AWAITING_PAYMENT');
  });

  test('gives back money that comes too late, without waking anybody', async () => {
    await startToWait('order-late');
    await giveUp('order-late');
    const payment = await pay('order-late');
    expect(await aws.refundsOf('order-late')).toEqual([payment]);
    expect(worker.answersTo('order-late')).toEqual([]);
    expect(await aws.orderStatus('order-late')).toBe('REFUND_REQUESTED');
  });

  test('without ever having waited gives back money that was early', async () => {
    await aws.placeOrder('order-early');
    const payment = await pay('order-early');
    expect(await aws.refundsOf('order-early')).toEqual([]);
    await giveUp('order-early');
    expect(await aws.refundsOf('order-early')).toEqual([payment]);
  });

  test('for which two payments came is REFUNDED only when both are back', async () => {
    await startToWait('order-both');
    await giveUp('order-both');
    const payments = [await pay('order-both'), await pay('order-both')];
    for (const { paymentId } of payments) {
      expect(await aws.orderStatus('order-both')).toBe('REFUND_REQUESTED');
      await giveBack('order-both', paymentId);
    }
    expect(await aws.orderStatus('order-both')).toBe('REFUNDED');
  });
});

describe('an order that goes its way', () => {
  test.each([
    { what: 'too little', intent: { amount: 2499 } },
    { what: 'too much', intent: { amount: 2501 } },
    { what: 'a part captured', intent: { amount: 2500, received: 1000 } },
    { what: 'another currency', intent: { currency: 'usd' } },
  ])('gives back $what at once and goes on waiting', async ({ what, intent }) => {
    await startToWait(what);
    const { paymentId, currency } = await pay(what, intent);
    const amount = intent.received ?? intent.amount ?? 2500;
    expect(await aws.refundsOf(what)).toEqual([{ orderId: what, paymentId, amount, currency }]);
    expect(await aws.orderStatus(what)).toBe('AWAITING_PAYMENT');
    await pay(what);
    expect(worker.answersTo(what)).toMatchObject([{ output: { amount: 2500 } }]);
  });

  test('gives back a wrong amount that came before it waited', async () => {
    await aws.placeOrder('order-wrong-early');
    await pay('order-wrong-early', { amount: 1 });
    await startToWait('order-wrong-early');
    expect(await aws.refundsOf('order-wrong-early')).toMatchObject([{ amount: 1 }]);
  });

  test('gives back what came beside the payment that paid it', async () => {
    await startToWait('order-surplus');
    const first = await pay('order-surplus');
    const second = await pay('order-surplus');
    expect(await aws.refundsOf('order-surplus')).toEqual([second]);
    expect(await aws.wait('order-surplus')).toMatchObject({ paid: { paymentId: first.paymentId } });
    await giveBack('order-surplus', second.paymentId);
    expect(await aws.orderStatus('order-surplus')).toBe('AWAITING_PAYMENT');
  });

  test('is REFUNDED when somebody gives back what paid it', async () => {
    await startToWait('order-dashboard');
    const { paymentId } = await pay('order-dashboard');
    await giveBack('order-dashboard', paymentId);
    expect(await aws.orderStatus('order-dashboard')).toBe('REFUNDED');
    expect(await aws.refundsOf('order-dashboard')).toEqual([]);
  });

  test('is not paid by money that went back before it waited', async () => {
    await aws.placeOrder('order-gone');
    const { paymentId } = await pay('order-gone');
    await giveBack('order-gone', paymentId);
    await startToWait('order-gone');
    const cause = `Payment ${paymentId} was refunded`;
    expect(worker.answersTo('order-gone')).toMatchObject([{ error: 'PaymentCanceled', cause }]);
    await giveUp('order-gone');
    expect(await aws.orderStatus('order-gone')).toBe('REFUNDED');
  });
});

describe('a crash', () => {
  test('before anybody is woken heals when the event is delivered again', async () => {
    await startToWait('order-unwoken');
    const message = delivery(paymentEvent({ orderId: 'order-unwoken' }));
    aws.outage.begin('SendTaskSuccess');
    expect(await work(message)).toEqual([message.messageId]);
    aws.outage.end();
    expect(await work(message)).toEqual([]);
    expect(worker.answersTo('order-unwoken')).toHaveLength(1);
  });

  test('after the wake does not make its money look too late when the event comes again', async () => {
    await startToWait('order-woken');
    const message = delivery(paymentEvent({ orderId: 'order-woken' }));
    await work(message);
    aws.stepFunctions.refuse = new AwsError('TaskTimedOut', 'The task was answered before');
    expect(await work(message)).toEqual([]);
    expect(await aws.refundsOf('order-woken')).toEqual([]);
  });

  test('while its refund is asked for heals when the step is repeated', async () => {
    await startToWait('order-refund-crash');
    await pay('order-refund-crash');
    aws.outage.begin('SendMessage');
    await expect(giveUp('order-refund-crash')).rejects.toThrow('Out of order');
    aws.outage.end();
    expect(await giveUp('order-refund-crash')).toEqual({ refunds: 1 });
    expect(await aws.refundsOf('order-refund-crash')).toHaveLength(1);
  });
});
