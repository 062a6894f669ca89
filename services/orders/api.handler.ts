import { MetricUnit } from '@aws-lambda-powertools/metrics';
import * as z from 'zod';
import { requestPrice } from '../pricing/client.ts';
import { documents, lambda, stepFunctions } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { CodedError } from '../shared/errors.ts';
import {
  callerOf,
  correlationIdOf,
  header,
  httpApi,
  jsonRoute,
  onlyFor,
  parseWith,
  pathParameter,
  type Route,
  route,
} from '../shared/http.ts';
import { countBy, logger, metrics } from '../shared/observability.ts';
import { historyTable } from './history-table.ts';
import { checkKey } from './idempotency.ts';
import { keyTable } from './key-table.ts';
import { orderMetrics } from './metrics.ts';
import { checkCustomerId, isOrderId, type StoredOrder, toPublic } from './order.ts';
import { orderTable } from './order-table.ts';
import { customerToShow } from './past-order.ts';
import { type Ports, placeOrder } from './place-order.ts';
import { orderRoutes } from './routes.ts';
import { startFulfilment } from './start-fulfilment.ts';
import { timeForPricing } from './time-limits.ts';

const env = readEnv(
  z.object({
    ORDERS_TABLE: z.string().min(1),
    ORDER_HISTORY_TABLE: z.string().min(1),
    PRICING_FUNCTION: z.string().min(1),
    STATE_MACHINE_ARN: z.string().startsWith('arn:'),
  }),
);
const [database, functions, executions] = [documents(), lambda(), stepFunctions()];
const orders = orderTable(database, env.ORDERS_TABLE);
const history = historyTable(database, env.ORDER_HISTORY_TABLE);

function ports(deadline: number): Ports {
  return {
    orders,
    keys: keyTable(database, env.ORDERS_TABLE),
    price: (request) =>
      requestPrice(
        functions,
        { functionName: env.PRICING_FUNCTION, timeoutMilliseconds: timeForPricing(deadline - Date.now()) },
        request,
      ),
    start: (order) => startFulfilment(executions, env.STATE_MACHINE_ARN, order),
  };
}

function countPlaced({ total: { amount, currency } }: StoredOrder): void {
  metrics.addMetric(orderMetrics.placed, MetricUnit.Count, 1);
  countBy('currency', currency, orderMetrics.ordered, amount);
}

export const handler = httpApi('orders', {
  'POST /orders': onlyFor(
    'customer',
    jsonRoute(orderRoutes['POST /orders'].body, async ({ event, body, context }) => {
      const now = Date.now();
      const deadline = now + context.getRemainingTimeInMillis();
      const { order, isNew } = await placeOrder(ports(deadline), {
        customerId: checkCustomerId(callerOf(event).id),
        key: checkKey(header(event, 'idempotency-key')),
        correlationId: correlationIdOf(event),
        request: body,
        now,
        leaseUntil: deadline,
      });
      logger.info('Order accepted', { orderId: order.orderId, isNew });
      if (isNew) countPlaced(order);
      return { status: 202, headers: { location: `/orders/${order.orderId}` }, body: toPublic(order) };
    }),
  ),

  'GET /orders/{orderId}': onlyFor(
    'customer',
    route(async ({ event }) => {
      const orderId = pathParameter(event, 'orderId');
      const order = isOrderId(orderId) ? await orders.find(orderId) : undefined;
      // Somebody else's order must look like no order at all.
      if (order?.customerId !== callerOf(event).id)
        throw new CodedError('not_found', `You have no order ${orderId}`);
      return { status: 200, body: toPublic(order) };
    }),
  ),

  'GET /orders/history': route(async ({ event }) => {
    const query = parseWith(orderRoutes['GET /orders/history'].query, event.queryStringParameters ?? {});
    const customerId = customerToShow(callerOf(event), query.customerId);
    return { status: 200, body: { items: await history.list(customerId, query.limit) } };
  }),
} satisfies Record<keyof typeof orderRoutes, Route>);
