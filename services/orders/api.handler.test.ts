import { randomUUID } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import { productTable } from '../catalog/product-table.ts';
import { catalogTable, ordersTable } from '../shared/testing/tables.ts';
import { advanceOrder } from './contract.ts';
import { keyLifetimeSeconds } from './idempotency.ts';
import {
  alice,
  aws,
  bob,
  body,
  call,
  get,
  holdPricing,
  others,
  post,
  price,
  started,
  storedKey,
} from './testing/api-fixture.ts';

describe('an accepted order', () => {
  test('is answered 202 with its place, its prices and nothing internal', async () => {
    const answer = await post(randomUUID());
    const { orderId, createdAt } = answer.body;
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `/orders/${orderId}`, 'x-served-by': 'orders' },
    });
    const eur = (amount: number) => ({ amount, currency: 'EUR' });
    expect(answer.body).toEqual({
      orderId: expect.stringMatching(/^ord_[0-9a-f]{32}$/),
      status: 'PENDING',
      customerId: 'C-10001',
      lines: [{ sku: 'MUG-001', name: 'Mug', quantity: 2, unitPrice: eur(1250), lineTotal: eur(2500) }],
      subtotal: eur(2500),
      discount: eur(0),
      tax: eur(475),
      total: eur(2975),
      shipTo: { country: 'DE', postalCode: '10115' },
      timeline: [{ status: 'PENDING', at: createdAt }],
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect((await get(orderId)).body).toEqual(answer.body);
  });

  test('starts an execution named and fed by the order alone', async () => {
    const { orderId } = (await post(randomUUID(), { headers: { 'x-correlation-id': 'trace-7' } })).body;
    expect(started).toHaveLength(1);
    expect(started[0]?.name).toBe(orderId);
    expect(JSON.parse(started[0]?.input ?? '')).toEqual({
      orderId,
      customerId: 'C-10001',
      correlationId: 'trace-7',
      lines: [{ sku: 'MUG-001', quantity: 2 }],
      total: { amount: 2975, currency: 'EUR' },
      shipTo: { country: 'DE', postalCode: '10115' },
    });
  });

  test('is accepted also when fulfilment cannot start now', async () => {
    others.startExecution = () => {
      throw new AwsError('StateMachineDoesNotExist', 'gone');
    };
    const answer = await post(randomUUID());
    expect(answer.status).toBe(202);
    expect((await get(answer.body.orderId)).body.status).toBe('PENDING');
  });

  test('belongs to its customer: for anybody else it does not exist', async () => {
    const { orderId } = (await post(randomUUID())).body;
    const [foreign, missing] = [await get(orderId, bob), await get(`ord_${'0'.repeat(32)}`)];
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
    expect([missing.status, missing.body.code]).toEqual([404, 'not_found']);
    // The second is too long for any key of the table.
    for (const noOrderId of ['no-order-id', `ord_${'0'.repeat(3_000)}`])
      expect((await get(noOrderId)).status).toBe(404);
  });
});

describe('an order that could not be fulfilled later is refused at once', () => {
  test('when it costs more than can be paid, and its key is free again', async () => {
    await productTable(aws.documents, catalogTable.TableName).put('YACHT-001', {
      name: 'Yacht',
      description: '',
      category: 'Garden',
      price: { amount: 10_000_000, currency: 'EUR' },
    });
    const key = randomUUID();
    const lines = (quantity: number) => ({ body: { ...body, lines: [{ sku: 'YACHT-001', quantity }] } });
    expect(await post(key, lines(10))).toMatchObject({ status: 422, body: { code: 'order_too_large' } });
    expect(await post(key, lines(1))).toMatchObject({ status: 202 });
  });

  test.each(['Zoë', 'two words', 'x'.repeat(129)])('when its customer is %s', async (id) => {
    const caller = { id, group: 'customer' } as const;
    expect(await post(randomUUID(), { caller })).toMatchObject({
      status: 422,
      body: { code: 'unsupported_customer' },
    });
    expect(started).toEqual([]);
  });

  test('but not because its customer is an address', async () => {
    const caller = { id: 'ada.l+shop@example.com', group: 'customer' } as const;
    expect(await post(randomUUID(), { caller })).toMatchObject({ status: 202 });
  });
});

describe('the same request again', () => {
  test('gets the same order and asks for the same execution while it is pending', async () => {
    const key = randomUUID();
    const [first, second] = [await post(key), await post(key)];
    expect(second).toEqual(first);
    expect(started[1]).toEqual(started[0]);
  });

  test('gets the order as it is by now, and starts nothing once it is on its way', async () => {
    const key = randomUUID();
    const { orderId } = (await post(key)).body;
    const at = new Date().toISOString();
    await advanceOrder(aws.documents, ordersTable.TableName, { orderId, to: 'RESERVED', at });
    expect(await post(key)).toMatchObject({ status: 202, body: { orderId, status: 'RESERVED' } });
    expect(started).toHaveLength(1);
  });

  test('succeeds when its execution is already over', async () => {
    const key = randomUUID();
    await post(key);
    others.startExecution = () => {
      throw new AwsError('ExecutionAlreadyExists', 'over');
    };
    expect((await post(key)).status).toBe(202);
  });

  test('is one order even when many come at once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(key)));
    const orderIds = answers.flatMap((answer) => (answer.status === 202 ? [answer.body.orderId] : []));
    expect(new Set(orderIds).size).toBe(1);
    const refused = answers.filter((answer) => answer.status !== 202);
    expect(refused.every((answer) => answer.body.code === 'request_in_progress')).toBe(true);
  });

  test('is another order for another customer', async () => {
    const key = randomUUID();
    const [first, second] = [await post(key), await post(key, { caller: bob })];
    expect(second.status).toBe(202);
    expect(second.body.orderId).not.toBe(first.body.orderId);
  });

  test('is refused with another body', async () => {
    const key = randomUUID();
    await post(key);
    const other = { ...body, lines: [{ sku: 'MUG-001', quantity: 3 }] };
    expect(await post(key, { body: other })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  test('waits for the first one, and is told so', async () => {
    const key = randomUUID();
    const { pricing, release } = holdPricing();
    const first = post(key);
    await pricing.promise;
    expect(await post(key)).toMatchObject({
      status: 409,
      headers: { 'retry-after': '1' },
      body: { code: 'request_in_progress' },
    });
    release.resolve();
    expect((await first).status).toBe(202);
  });

  test('takes over when the function of the first one died, which then cannot write any more', async () => {
    const key = randomUUID();
    const { pricing, release } = holdPricing();
    const first = post(key);
    await pricing.promise;
    others.invoke = price;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16_000 });
    const second = await post(key);
    vi.useRealTimers();
    release.resolve();
    expect(second.status).toBe(202);
    expect(await first).toMatchObject({ status: 409, body: { code: 'request_in_progress' } });
    expect((await post(key)).body.orderId).toBe(second.body.orderId);
  });

  test('gets the same order also days later, and a new one after a week, when the key is forgotten', async () => {
    const key = randomUUID();
    const first = await post(key);
    const later = async (seconds: number) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1_000 });
      return post(key).finally(() => vi.useRealTimers());
    };
    expect((await later(6 * 24 * 3_600)).body.orderId).toBe(first.body.orderId);
    expect((await later(keyLifetimeSeconds - 60)).body.orderId).toBe(first.body.orderId);
    const second = await later(keyLifetimeSeconds + 60);
    expect(second.status).toBe(202);
    expect(second.body.orderId).not.toBe(first.body.orderId);
  });
});

describe('an order that cannot be priced', () => {
  test.each([
    { why: 'an unknown SKU', change: { lines: [{ sku: 'NO-SUCH', quantity: 1 }] }, code: 'unknown_sku' },
    { why: 'an unknown coupon', change: { coupon: 'FREE' }, code: 'unknown_coupon' },
    {
      why: 'a country without shipping',
      change: { shipTo: { country: 'US', postalCode: '10001' } },
      code: 'unsupported_destination',
    },
  ])('for $why is 422 and leaves the key free', async ({ change, code }) => {
    const key = randomUUID();
    expect(await post(key, { body: { ...body, ...change } })).toMatchObject({ status: 422, body: { code } });
    expect(await storedKey(key)).toBeUndefined();
    expect((await post(key)).status).toBe(202);
  });
});

describe('who may order, and how', () => {
  test('an operator and nobody may not, nor read an order, be it their own', async () => {
    const operator = { id: alice.id, group: 'operator' } as const;
    const { orderId } = (await post(randomUUID())).body;
    for (const caller of [operator, undefined]) {
      expect((await post(randomUUID(), { caller })).status).toBe(403);
      expect((await call({ route: 'GET /orders/{orderId}', path: { orderId }, caller })).status).toBe(403);
    }
  });

  test('without a key, an order is refused', async () => {
    for (const key of [undefined, ''])
      expect(await post(key)).toMatchObject({ status: 400, body: { code: 'missing_idempotency_key' } });
  });

  test('a price from the client is refused by its path', async () => {
    const lines = [{ sku: 'MUG-001', quantity: 1, unitPrice: { amount: 1, currency: 'EUR' } }];
    expect(await post(randomUUID(), { body: { ...body, lines } })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path: '/lines/0/unitPrice' }] },
    });
  });
});
