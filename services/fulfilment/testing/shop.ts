import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { as, startDatabase, startServer } from '../../../legacy-api/testing/legacy-server.ts';
import { advanceOrder, type OrderStatus, type OrderToFulfil } from '../../orders/contract.ts';
import { lambdaContext } from '../../shared/testing/http.ts';
import { startLocalAws } from '../../shared/testing/local-aws.ts';
import { ordersTable } from '../../shared/testing/tables.ts';
import type { StockLevel } from '../stock.ts';
import { stockTable } from '../stock-table.ts';
import { stockTableDefinition } from './stock-table.ts';

export type Shop = Awaited<ReturnType<typeof startShop>>;

/** All that fulfilment works with: the legacy API with its database, the tables, and the functions of the workflow. */
export async function startShop() {
  const database = await startDatabase();
  const legacyApi = await startServer(database.environment);
  const aws = await startLocalAws(
    [stockTableDefinition, ordersTable],
    {},
    { STOCK_TABLE: 'stock', ORDERS_TABLE: 'orders', LEGACY_API_URL: legacyApi.url },
  );
  const stock = stockTable(aws.documents, 'stock');
  const functions = {
    ReserveStock: (await import('../reserve-stock.handler.ts')).handler,
    BookShipment: (await import('../book-shipment.handler.ts')).handler,
    CompleteOrder: (await import('../complete-order.handler.ts')).handler,
    CancelShipment: (await import('../cancel-shipment.handler.ts')).handler,
    ReleaseStock: (await import('../release-stock.handler.ts')).handler,
    CancelOrder: (await import('../cancel-order.handler.ts')).handler,
  };
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(new URL(path, legacyApi.url), {
      method,
      headers: { 'content-type': 'application/json', ...(method === 'GET' ? as.operator : as.internal) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return {
    /** Runs one of fulfilment's own functions. */
    async run(task: string, input: { order: { orderId: string }; reason?: string }): Promise<unknown> {
      const handler = functions[task as keyof typeof functions];
      return handler({ reason: '', ...input, order: input.order as OrderToFulfil }, lambdaContext());
    },
    /** Places an order of two pieces of a SKU of its own, of which so many are in stock. */
    async place(orderId: string, available: number, shipTo = { country: 'DE', postalCode: '10115' }) {
      const [sku, at] = [orderId.toUpperCase(), new Date().toISOString()];
      await stock.setAvailable(sku, available);
      const Item = { pk: `ORDER#${orderId}`, status: 'PENDING', timeline: [{ status: 'PENDING', at }] };
      await aws.documents.send(new PutCommand({ TableName: 'orders', Item }));
      const order: OrderToFulfil = {
        ...{ orderId, customerId: 'C-10001', correlationId: 'correlation-1', shipTo },
        lines: [{ sku, quantity: 2 }],
        total: { amount: 2500, currency: 'EUR' },
      };
      return order;
    },
    advance: (orderId: string, to: OrderStatus, reason?: string) =>
      advanceOrder(aws.documents, 'orders', { orderId, to, at: new Date().toISOString(), reason }),
    async order(orderId: string) {
      const Key = { pk: `ORDER#${orderId}` };
      const { Item } = await aws.documents.send(new GetCommand({ TableName: 'orders', Key }));
      const order = Item as { status: OrderStatus; reason?: string; timeline: { status: OrderStatus }[] };
      return { ...order, timeline: order.timeline.map(({ status }) => status) };
    },
    stock: async (orderId: string) => (await stock.find(orderId.toUpperCase())) as StockLevel,
    /** The status of the order's shipment at the legacy API, `none` when there is no shipment. */
    async shipment(orderId: string): Promise<string> {
      const { status, body } = await ask('GET', `/shipments/${orderId}`);
      return status === 404 ? 'none' : body.status;
    },
    /** A booking that hung somewhere arrives after all; answers the HTTP status. */
    async bookLate({ orderId, customerId, lines }: OrderToFulfil): Promise<number> {
      const shipTo = { country: 'DE', postalCode: '10115' };
      return (await ask('POST', '/shipments', { orderId, customerId, lines, shipTo })).status;
    },
    async stop(): Promise<void> {
      await aws.stop();
      await legacyApi.stop();
      await database.stop();
      vi.unstubAllEnvs();
    },
  };
}
