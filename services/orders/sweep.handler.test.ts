import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import { metrics } from '../shared/observability.ts';
import { lambdaContext } from '../shared/testing/http.ts';
import { type OtherServices, startLocalAws } from '../shared/testing/local-aws.ts';
import { ordersTable } from '../shared/testing/tables.ts';
import { advanceOrder, type OrderStatus } from './contract.ts';
import { keyTable } from './key-table.ts';
import { newOrderId, placedOrder } from './order.ts';
import { orderTable } from './order-table.ts';
import { aPlacement, aQuote } from './testing/orders.ts';

const others: OtherServices = {};
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let sweep: (event?: { time?: string }) => Promise<void>;
let started: string[];

beforeAll(async () => {
  aws = await startLocalAws([ordersTable], others);
  vi.stubEnv('ORDERS_TABLE', ordersTable.TableName);
  vi.stubEnv('STATE_MACHINE_ARN', 'arn:aws:states:eu-central-1:000000000000:stateMachine:fulfilment');
  const { handler } = await import('./sweep.handler.ts');
  sweep = (event = {}) => handler(event, lambdaContext());
});
afterAll(() => aws.stop());
beforeEach(() => {
  started = [];
  others.startExecution = ({ name }) => void started.push(name);
});

async function place(secondsAgo: number): Promise<string> {
  const orderId = newOrderId();
  const at = new Date(Date.now() - secondsAgo * 1000).toISOString();
  const claim = { customerId: 'C-10001', key: orderId, hash: 'h', orderId, now: 1, leaseUntil: 2 };
  await keyTable(aws.documents, ordersTable.TableName).claim(claim);
  const order = placedOrder({ ...aPlacement, orderId, at }, aQuote);
  await orderTable(aws.documents, ordersTable.TableName).place(order, claim);
  return orderId;
}
const reserve = (orderId: string) =>
  advanceOrder(aws.documents, ordersTable.TableName, {
    orderId,
    to: 'RESERVED',
    at: new Date().toISOString(),
  });

test('orders that are PENDING for more than a minute are started, also those beyond the first page', async () => {
  const old = await Promise.all(Array.from({ length: 30 }, (_, i) => place(120 + i)));
  const fresh = await place(5);
  const reserved = await place(120);
  await reserve(reserved);
  await sweep();
  expect(started.toSorted()).toEqual(old.toSorted());
  expect(started).not.toContain(fresh);
  await Promise.all([...old, fresh].map(reserve));
});

test('the age of an order is what it is at the time of the schedule', async () => {
  const orderId = await place(5);
  const in54Seconds = new Date(Date.now() + 54_000).toISOString();
  await sweep({ time: in54Seconds });
  expect(started).toEqual([]);
  const in56Seconds = new Date(Date.now() + 56_000).toISOString();
  await sweep({ time: in56Seconds });
  expect(started).toEqual([orderId]);
  await reserve(orderId);
});

test('an order that cannot be started does not hold up the others, and the sweep reports it', async () => {
  const [bad, good] = [await place(300), await place(200)];
  others.startExecution = ({ name }) => {
    if (name === bad) throw new AwsError('InvalidExecutionInput', 'no');
    started.push(name);
  };
  await expect(sweep()).rejects.toThrowError('1 orders could not be started');
  expect(started).toEqual([good]);
  await Promise.all([bad, good].map(reserve));
});

describe('an order that takes more than half an hour', () => {
  const long = 31 * 60;
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const advance = (orderId: string, to: OrderStatus, at = hourAgo) =>
    advanceOrder(aws.documents, ordersTable.TableName, { orderId, to, at });
  const stuck = async () => {
    const count = vi.spyOn(metrics, 'addMetric');
    await sweep();
    const calls = count.mock.calls.filter(([name]) => name === 'OrdersStuck');
    count.mockRestore();
    return calls.map(([, , orders]) => orders);
  };

  test('is counted at every sweep until it is at its end', async () => {
    const orderId = await place(long);
    await advance(orderId, 'RESERVED');
    expect(await stuck()).toEqual([1]);
    await advance(orderId, 'AWAITING_PAYMENT');
    expect(await stuck()).toEqual([1]);
    await advance(orderId, 'CANCELLED');
    expect(await stuck()).toEqual([]);
  });

  test('to be refunded has half an hour from then on', async () => {
    const orderId = await place(long);
    await advance(orderId, 'CANCELLED');
    await advance(orderId, 'REFUND_REQUESTED', new Date().toISOString());
    expect(await stuck()).toEqual([]);
    const other = await place(long);
    await advance(other, 'REFUND_REQUESTED');
    expect(await stuck()).toEqual([1]);
    await advance(other, 'REFUNDED');
    expect(await stuck()).toEqual([]);
  });
});
