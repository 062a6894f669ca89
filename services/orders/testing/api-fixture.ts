import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { productTable } from '../../catalog/product-table.ts';
import { type ApiCall, callApi, lambdaContext } from '../../shared/testing/http.ts';
import {
  type OtherServices,
  type StartExecutionInput,
  startLocalAws,
} from '../../shared/testing/local-aws.ts';
import { catalogTable, ordersTable } from '../../shared/testing/tables.ts';
import { idempotencyKey } from '../keys.ts';

/** The orders API on a local AWS of its own, for the file that imports this: the handler in this process, real tables. */
export let aws: Awaited<ReturnType<typeof startLocalAws>>;
export let call: (request: ApiCall) => ReturnType<typeof callApi>;
export let price: NonNullable<OtherServices['invoke']>;
export const others: OtherServices = {};
export const started: StartExecutionInput[] = [];

beforeAll(async () => {
  aws = await startLocalAws([catalogTable, ordersTable], others);
  vi.stubEnv('CATALOG_TABLE', catalogTable.TableName);
  vi.stubEnv('ORDERS_TABLE', ordersTable.TableName);
  vi.stubEnv('ORDER_HISTORY_TABLE', 'order-history');
  vi.stubEnv('PRICING_FUNCTION', 'pricing');
  vi.stubEnv('STATE_MACHINE_ARN', 'arn:aws:states:eu-central-1:000000000000:stateMachine:fulfilment');
  const pricing = await import('../../pricing/price.handler.ts');
  price = async (payload) => ({ payload: await pricing.handler(payload as never, lambdaContext()) });
  const { handler } = await import('../api.handler.ts');
  call = (request) => callApi(handler, request);
  await productTable(aws.documents, catalogTable.TableName).put('MUG-001', {
    name: 'Mug',
    description: '',
    category: 'Kitchen',
    price: { amount: 1250, currency: 'EUR' },
  });
});
afterAll(() => aws.stop());

/** Pricing begins, and answers when it is released. */
export function holdPricing() {
  const [pricing, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  others.invoke = async (payload) => {
    pricing.resolve();
    await release.promise;
    return price(payload);
  };
  return { pricing, release };
}

beforeEach(() => {
  started.length = 0;
  others.invoke = price;
  others.startExecution = (input) => void started.push(input);
});

export const alice = { id: 'C-10001', group: 'customer' } as const;
export const bob = { id: 'C-10002', group: 'customer' } as const;
export const body = {
  lines: [{ sku: 'MUG-001', quantity: 2 }],
  shipTo: { country: 'DE', postalCode: '10115' },
};
export const post = (key: string | undefined, change: Partial<ApiCall> = {}) =>
  call({
    route: 'POST /orders',
    caller: alice,
    body,
    ...change,
    headers: { ...(key !== undefined && { 'Idempotency-Key': key }), ...change.headers },
  });
export const get = (orderId: string, caller: ApiCall['caller'] = alice) =>
  call({ route: 'GET /orders/{orderId}', path: { orderId }, caller });
export const storedKey = async (key: string) =>
  (
    await aws.documents.send(
      new GetCommand({ TableName: ordersTable.TableName, Key: { pk: idempotencyKey(alice.id, key) } }),
    )
  ).Item;
