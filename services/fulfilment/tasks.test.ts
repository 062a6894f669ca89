import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OrderToFulfil } from '../orders/contract.ts';
import { lambdaContext } from '../shared/testing/http.ts';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { ordersTable } from '../shared/testing/tables.ts';
import type { StockLevel } from './stock.ts';
import { stockTable } from './stock-table.ts';
import { stockTableDefinition } from './testing/stock-table.ts';

type Task = (input: { order: OrderToFulfil; reason: string }, context: Context) => Promise<unknown>;

let aws: Awaited<ReturnType<typeof startLocalAws>>;
let tasks: Record<'reserve' | 'release' | 'book' | 'unbook' | 'complete' | 'cancel', Task>;
let legacyApi: Server;
/** What the legacy API answers, and what it was asked. */
let answer: { status: number; body: string };
const asked: { request: string; correlationId: unknown; body: unknown }[] = [];
const shipment = { shipmentId: 'S-1', carrier: 'Parcel', trackingNumber: 'T-1' };

beforeAll(async () => {
  legacyApi = createServer((request, response) => {
    void text(request).then((sent) => {
      asked.push({
        request: `${request.method} ${request.url}`,
        correlationId: request.headers['x-correlation-id'],
        body: sent && JSON.parse(sent),
      });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await once(legacyApi.listen(0, '127.0.0.1'), 'listening');
  aws = await startLocalAws([stockTableDefinition, ordersTable]);
  vi.stubEnv('STOCK_TABLE', 'stock');
  vi.stubEnv('ORDERS_TABLE', 'orders');
  vi.stubEnv('LEGACY_API_URL', `http://127.0.0.1:${(legacyApi.address() as AddressInfo).port}`);
  tasks = {
    reserve: (await import('./reserve-stock.handler.ts')).handler,
    release: (await import('./release-stock.handler.ts')).handler,
    book: (await import('./book-shipment.handler.ts')).handler,
    unbook: (await import('./cancel-shipment.handler.ts')).handler,
    complete: (await import('./complete-order.handler.ts')).handler,
    cancel: (await import('./cancel-order.handler.ts')).handler,
  };
  await stockTable(aws.documents, 'stock').setAvailable('MUG-001', 10);
});
beforeEach(() => {
  answer = { status: 201, body: JSON.stringify({ ...shipment, status: 'booked' }) };
  asked.length = 0;
});
afterAll(async () => {
  await aws.stop();
  legacyApi.close().closeAllConnections();
});

/** Writes an order of one mug in that status. */
async function orderIn(status: string, orderId: string): Promise<OrderToFulfil> {
  const Item = { pk: `ORDER#${orderId}`, status, timeline: [{ status, at: '2026-11-01T12:00:00Z' }] };
  await aws.documents.send(new PutCommand({ TableName: 'orders', Item }));
  return {
    ...{ orderId, customerId: 'C-10001', correlationId: 'correlation-1' },
    lines: [{ sku: 'MUG-001', quantity: 1 }],
    total: { amount: 2500, currency: 'EUR' },
    shipTo: { country: 'DE', postalCode: '10115' },
  };
}

const run = (task: keyof typeof tasks, order: OrderToFulfil, reason = '') =>
  tasks[task]({ order, reason }, lambdaContext());

async function storedOrder({ orderId }: OrderToFulfil) {
  const Key = { pk: `ORDER#${orderId}` };
  const { Item } = await aws.documents.send(new GetCommand({ TableName: 'orders', Key }));
  return Item as { status: string; reason?: string; timeline: { status: string }[] };
}

const stockOfMugs = async () => (await stockTable(aws.documents, 'stock').find('MUG-001')) as StockLevel;

test('an order goes from reserved stock to completed, each task twice, with each step once', async () => {
  const order = await orderIn('PENDING', 'order-happy');
  for (const task of ['reserve', 'reserve'] as const) await run(task, order);
  expect(await storedOrder(order)).toMatchObject({ status: 'RESERVED' });
  const paying = await orderIn('AWAITING_PAYMENT', 'order-happy');
  expect(await run('book', paying)).toEqual(shipment);
  expect(await run('book', paying)).toEqual(shipment);
  for (const task of ['complete', 'complete'] as const) await run(task, order);
  const { timeline } = await storedOrder(order);
  expect(timeline.map(({ status }) => status)).toEqual(['AWAITING_PAYMENT', 'PAID', 'SHIPPING', 'COMPLETED']);
  expect(await stockTable(aws.documents, 'stock').find('MUG-001')).toMatchObject({ available: 9, sold: 1 });
});

test('an order that is rolled back gives its stock back and says why', async () => {
  const order = await orderIn('PENDING', 'order-sad');
  const before = await stockTable(aws.documents, 'stock').find('MUG-001');
  await run('reserve', order);
  await run('release', order);
  await run('cancel', order, 'The payment did not come in time');
  expect(await storedOrder(order)).toMatchObject({
    ...{ status: 'CANCELLED', reason: 'The payment did not come in time' },
  });
  expect(await stockTable(aws.documents, 'stock').find('MUG-001')).toEqual(before);
});

describe('booking a shipment', () => {
  test('tells the legacy API the order and its correlation id', async () => {
    const order = await orderIn('AWAITING_PAYMENT', 'order-booked');
    await run('book', order);
    const { orderId, customerId, lines, shipTo } = order;
    expect(asked).toEqual([
      {
        request: 'POST /shipments',
        correlationId: 'correlation-1',
        body: { orderId, customerId, lines, shipTo },
      },
    ]);
  });

  test.each([
    { status: 500, body: '' },
    { status: 503, body: '' },
    { status: 429, body: '' },
    { status: 200, body: '<html>not a booking</html>' },
    { status: 200, body: '{}' },
    ...Object.keys(shipment).flatMap((field) => [
      { status: 200, body: JSON.stringify({ ...shipment, [field]: undefined }) },
      { status: 200, body: JSON.stringify({ ...shipment, [field]: 1 }) },
    ]),
  ])('is worth another try after $status $body: the order stays paid', async (said) => {
    answer = said;
    const order = await orderIn('AWAITING_PAYMENT', 'order-unlucky');
    await expect(run('book', order)).rejects.toMatchObject({ name: 'LegacyUnavailable' });
    expect(await storedOrder(order)).toMatchObject({ status: 'PAID' });
  });

  test('is worth another try when nobody listens there', async () => {
    const nobody = createServer();
    await once(nobody.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(nobody.address() as AddressInfo).port}`;
    await once(nobody.close(), 'close');
    const order = await orderIn('AWAITING_PAYMENT', 'order-nobody');
    const { bookShipment } = await import('./legacy-shipments.ts');
    await expect(bookShipment(url, order)).rejects.toMatchObject({
      name: 'LegacyUnavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test.each([400, 404, 409, 422])('is refused for good by %d, with what was said', async (status) => {
    answer = { status, body: JSON.stringify({ status, detail: 'No carrier delivers to Ceuta.' }) };
    const order = await orderIn('AWAITING_PAYMENT', 'order-refused');
    await expect(run('book', order)).rejects.toMatchObject({
      name: 'ShipmentRefused',
      message: 'The shipment was refused: No carrier delivers to Ceuta.',
    });
  });

  test.each(['<html>a page</html>', '{}', ''])('is refused without words by %j', async (body) => {
    answer = { status: 404, body };
    const order = await orderIn('AWAITING_PAYMENT', 'order-no-words');
    await expect(run('book', order)).rejects.toMatchObject({
      name: 'ShipmentRefused',
      message: 'The shipment was refused: the legacy API answered 404',
    });
  });
});

describe('cancelling a shipment', () => {
  test('tells the legacy API the order and its correlation id', async () => {
    answer = { status: 200, body: '{"orderId":"order-stopped","status":"cancelled"}' };
    await run('unbook', await orderIn('PAID', 'order-stopped'));
    expect(asked).toEqual([
      { request: 'DELETE /shipments/order-stopped', correlationId: 'correlation-1', body: '' },
    ]);
  });

  test.each([
    { status: 500, body: '' },
    { status: 503, body: '' },
    { status: 429, body: '' },
    { status: 408, body: '' },
    { status: 200, body: '<html>not a cancellation</html>' },
    { status: 200, body: '{}' },
    { status: 200, body: '{"status":"booked"}' },
  ])('is worth another try after $status $body', async (said) => {
    answer = said;
    const order = await orderIn('PAID', 'order-unlucky');
    await expect(run('unbook', order)).rejects.toMatchObject({ name: 'LegacyUnavailable' });
  });

  test.each([400, 404, 405])('that is answered %d fails with what was said', async (status) => {
    answer = { status, body: 'not here' };
    const order = await orderIn('PAID', 'order-not-stopped');
    await expect(run('unbook', order)).rejects.toMatchObject({
      name: 'Error',
      message: `The shipment of order order-not-stopped must be cancelled, but the legacy API answered ${status} not here`,
    });
  });
});

describe('completing an order', () => {
  test('that was refunded meanwhile is refused, and its stock can still be given back', async () => {
    const order = await orderIn('PENDING', 'order-refunded');
    const before = await stockOfMugs();
    await run('reserve', order);
    await orderIn('REFUNDED', 'order-refunded');
    await expect(run('complete', order)).rejects.toMatchObject({ name: 'OrderTransitionRefused' });
    await run('release', order);
    expect(await stockOfMugs()).toEqual(before);
  });

  test('that stopped after the first half sells the stock when it is repeated', async () => {
    const order = await orderIn('PENDING', 'order-half');
    await run('reserve', order);
    const before = await stockOfMugs();
    await orderIn('COMPLETED', 'order-half');
    await run('complete', order);
    expect(await stockOfMugs()).toMatchObject({ reserved: before.reserved - 1, sold: before.sold + 1 });
  });
});

describe('cancelling an order', () => {
  test.each(['PENDING', 'RESERVED', 'AWAITING_PAYMENT', 'CANCELLED'])(
    'that is %s ends it as CANCELLED',
    async (status) => {
      const order = await orderIn(status, `order-cancelled-${status}`);
      expect(await run('cancel', order, 'No')).toEqual({ status: 'CANCELLED' });
    },
  );

  test.each(['REFUND_REQUESTED', 'REFUNDED'])('that is %s leaves it so', async (status) => {
    const order = await orderIn(status, `order-kept-${status}`);
    expect(await run('cancel', order, 'No')).toEqual({ status });
    expect(await storedOrder(order)).toEqual({
      ...{ pk: `ORDER#order-kept-${status}`, status, timeline: [expect.objectContaining({ status })] },
    });
  });

  test('whose money came is refused until that is asked back', async () => {
    const order = await orderIn('PAID', 'order-not-refunded');
    await expect(run('cancel', order, 'No')).rejects.toMatchObject({ name: 'OrderTransitionRefused' });
  });
});
