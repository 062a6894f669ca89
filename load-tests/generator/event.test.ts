import { afterAll, beforeAll, expect, test } from 'vitest';
import { delivery } from '../../services/payments/testing/events.ts';
import { startWorker } from '../../services/payments/testing/worker.ts';
import { attemptBody, paymentBody, poisonBodies } from './event.ts';

const order = { orderId: 'order-1', amount: 2500, currency: 'EUR' };

let worker: Awaited<ReturnType<typeof startWorker>>;
beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker.stop());

test('the worker records payments and attempts', async () => {
  await worker.startToWait(order.orderId);
  const payment = delivery(paymentBody({ id: 'evt_1', order }));
  const attempts = [attemptBody({ id: 'evt_2', order }), attemptBody({ id: 'evt_3' })].map((body) =>
    delivery(body),
  );
  expect(await worker.work(payment, ...attempts)).toEqual([]);
  expect(await worker.ledger.effects('evt_1')).toMatchObject({ rows: 1, entries: 2 });
  expect(worker.answersTo(order.orderId)).toHaveLength(1);
  for (const id of ['evt_2', 'evt_3'])
    expect(await worker.ledger.effects(id)).toMatchObject({ rows: 1, entries: 0 });
});

test.each([...poisonBodies.keys()])(
  'the worker can do nothing with poison %i, which keeps its id',
  async (kind) => {
    const body = poisonBodies[kind]?.({ id: 'evt_poison' }) ?? '';
    const message = delivery(body);
    expect(await worker.work(message)).toEqual([message.messageId]);
    expect(JSON.parse(body).id).toBe('evt_poison');
    expect(await worker.ledger.effects('evt_poison')).toMatchObject({ rows: 0 });
  },
);
