import { comesFrom, type OrderStatus } from '../../../services/orders/status.ts';
import type { OrderRow } from '../snapshot.ts';
import { type Books, isAtEnd } from './books.ts';
import type { Rule } from './rule.ts';

/** What holds for orders and the requests for them. */
export const orderRules: readonly Rule[] = [
  {
    count: 'lost',
    wrong: 'accepted orders are in no table',
    breaches: ({ snapshot: { checkouts }, orders }) =>
      unique(checkouts.map(({ orderId }) => orderId)).filter((orderId) => !orders.has(orderId)),
  },
  {
    count: 'lost',
    wrong: 'orders do not cost what their customers were told',
    breaches: ({ snapshot: { checkouts }, orders }) =>
      checkouts.flatMap(({ orderId, amount }) => {
        const order = orders.get(orderId);
        return order && order.total.amount !== amount ? [orderId] : [];
      }),
  },
  {
    count: 'duplicateEffects',
    wrong: 'checkouts became more than one order',
    breaches: ({ snapshot: { checkouts } }) =>
      [...Map.groupBy(checkouts, ({ customerId, key }) => `${customerId} ${key}`)]
        .filter(([, same]) => unique(same.map(({ orderId }) => orderId)).length > 1)
        .map(([checkout]) => checkout),
  },
  {
    count: 'duplicateEffects',
    wrong: 'orders were told to more than one checkout',
    breaches: ({ snapshot: { checkouts } }) =>
      [...Map.groupBy(checkouts, ({ orderId }) => orderId)]
        .filter(([, same]) => unique(same.map(({ customerId, key }) => `${customerId} ${key}`)).length > 1)
        .map(([orderId]) => orderId),
  },
  {
    count: 'duplicateEffects',
    wrong: 'orders belong to no idempotency key: nobody asked for them',
    breaches({ snapshot: { keys, orders } }) {
      const asked = new Set(keys.map(({ orderId }) => orderId));
      return orders.filter(({ orderId }) => !asked.has(orderId)).map(({ orderId }) => orderId);
    },
  },
  {
    count: 'lost',
    wrong: 'idempotency keys are complete and have no order',
    breaches: ({ snapshot: { keys }, orders }) =>
      keys.flatMap(({ orderId, leaseUntil }) =>
        leaseUntil === undefined && !orders.has(orderId) ? [orderId] : [],
      ),
  },
  {
    count: 'duplicateEffects',
    wrong: 'orders took a status twice, or one that they may not take',
    breaches: ({ snapshot: { orders } }) =>
      orders
        .filter((order) => !isLegal(order))
        .map(({ orderId, timeline }) => `${orderId} (${timeline.map(({ status }) => status).join(' ')})`),
  },
  {
    count: 'lost',
    wrong: 'orders ended otherwise than they must by what their customers did',
    breaches: ({ snapshot: { expected }, orders }) =>
      expected.flatMap(({ orderId, meets, ends }) => {
        const order = orders.get(orderId);
        if (!order || !isAtEnd(order) || ends.includes(order.status)) return [];
        const { status, reason = 'no reason' } = order;
        return [
          `${orderId} (${status}, not ${ends.join(' or ')}: ${reason}${meets ? `; met ${meets}` : ''})`,
        ];
      }),
  },
  {
    count: 'stuck',
    wrong: 'orders are at no end, and nothing takes them there',
    breaches: (books) =>
      books.snapshot.orders
        .filter((order) => !isAtEnd(order) && !books.isOnItsWay(order))
        .map((order) => `${order.orderId} (${order.status}, execution ${executionIn(books, order)})`),
  },
  {
    count: 'stuck',
    wrong: 'executions failed: their orders are half done',
    breaches: ({ snapshot: { executions } }) =>
      executions
        .filter(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED')
        .map(({ orderId, status }) => `${orderId} (${status})`),
  },
];

function isLegal({ status, timeline }: OrderRow): boolean {
  const statuses = timeline.map((entry) => entry.status);
  const steps = statuses.map((to, index) => {
    const from = statuses[index - 1];
    return from === undefined ? to === 'PENDING' : mayFollow(from, to);
  });
  return steps.every(Boolean) && unique(statuses).length === statuses.length && statuses.at(-1) === status;
}

const mayFollow = (from: OrderStatus, to: OrderStatus) =>
  (comesFrom[to] as readonly OrderStatus[]).includes(from);

const executionIn = (books: Books, { orderId }: OrderRow) => books.executionOf(orderId) ?? 'not started';

const unique = (items: readonly string[]): string[] => [...new Set(items)];
