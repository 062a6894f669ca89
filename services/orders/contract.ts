import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Money } from '../shared/money.ts';
import { orderKey } from './keys.ts';
import { countStatus } from './metrics.ts';
import {
  comesFrom,
  type OrderStatus,
  OrderTransitionRefused,
  overtakenBy,
  type TimelineEntry,
} from './status.ts';

export { type OrderStatus, OrderTransitionRefused } from './status.ts';

/** The input of an order's execution, and `order` in the payload of each of its tasks: a pure function of the order. */
export interface OrderToFulfil {
  orderId: string;
  customerId: string;
  correlationId: string;
  lines: { sku: string; quantity: number }[];
  total: Money;
  shipTo: { country: string; postalCode: string };
}

export interface Advance {
  orderId: string;
  to: OrderStatus;
  /** ISO 8601 instant in UTC. */
  at: string;
  /** Why, when an order leaves the good path; the customer reads it. */
  reason?: string;
}

/**
 * Takes an order one status further and adds it to its timeline, in one conditional update. Repeating it changes
 * nothing and succeeds, so a retried task is safe; so does an end that another one has overtaken. Throws
 * `OrderTransitionRefused` when the order cannot take the status from where it is. Needs `dynamodb:UpdateItem` and
 * `dynamodb:GetItem` on the orders table.
 */
export async function advanceOrder(
  documents: DynamoDBDocumentClient,
  table: string,
  advance: Advance,
): Promise<void> {
  try {
    await documents.send(new UpdateCommand({ TableName: table, ...updateFor(advance) }));
    countStatus(advance.to);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    await refuseUnlessDone(documents, table, advance);
  }
}

/** What others may know of an order. */
export interface OrderState {
  status: OrderStatus;
  timeline: TimelineEntry[];
  /** Follows the order through every log, queue and service. */
  correlationId: string;
}

/** An order as it is now, undefined when there is none. Needs `dynamodb:GetItem` on the orders table. */
export async function findOrder(
  documents: DynamoDBDocumentClient,
  table: string,
  orderId: string,
): Promise<OrderState | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: table, Key: { pk: orderKey(orderId) }, ConsistentRead: true }),
  );
  return Item as OrderState | undefined;
}

/** An order is open until it has one of these. A refund that is still to come opens it again. */
const ends: readonly OrderStatus[] = ['COMPLETED', 'CANCELLED', 'REFUNDED'];

function updateFor({ orderId, to, at, reason }: Advance) {
  const reopens = to === 'REFUND_REQUESTED';
  const from: Record<string, string> = Object.fromEntries(
    comesFrom[to].map((status, i) => [`:from${i}`, status]),
  );
  const entry: TimelineEntry = { status: to, at };
  return {
    Key: { pk: orderKey(orderId) },
    UpdateExpression: `SET #status = :to, #timeline = list_append(#timeline, :entry)${
      reason === undefined ? '' : ', #reason = :reason'
    }${reopens ? ', isOpen = :yes, openSince = :at' : ''} REMOVE #pending${ends.includes(to) ? ', isOpen' : ''}`,
    ConditionExpression: `#status IN (${Object.keys(from).join(', ')})`,
    ExpressionAttributeNames: {
      '#status': 'status',
      '#timeline': 'timeline',
      '#pending': 'pending',
      ...(reason !== undefined && { '#reason': 'reason' }),
    },
    ExpressionAttributeValues: {
      ':to': to,
      ':entry': [entry],
      ...from,
      ...(reopens && { ':yes': 'yes', ':at': at }),
      ...(reason !== undefined && { ':reason': reason }),
    },
  };
}

async function refuseUnlessDone(documents: DynamoDBDocumentClient, table: string, { orderId, to }: Advance) {
  const order = await findOrder(documents, table, orderId);
  if (!order) throw new OrderTransitionRefused(`Order ${orderId} does not exist`);
  if (order.timeline.some((entry) => entry.status === to)) return;
  if (overtakenBy[to]?.includes(order.status)) return;
  throw new OrderTransitionRefused(
    `Order ${orderId} is ${order.status} and cannot become ${to}: ` +
      `it would have to be ${comesFrom[to].join(' or ')}`,
  );
}
