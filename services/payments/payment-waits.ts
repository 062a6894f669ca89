import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Money } from '../shared/money.ts';
import type { DecisiveEvent, PaymentWait } from './decide.ts';
import type { Payment } from './event.ts';

const eventPrefix = 'event:';
const refundPrefix = 'refundAsked:';

/** The order whose execution waits; `total` is what it costs. */
interface WaitingOrder {
  orderId: string;
  correlationId: string;
  total: Money;
}

export type PaymentWaits = ReturnType<typeof paymentWaits>;

/**
 * The waits of orders for their payments: the one place where it is settled what becomes of an order's money. Every write
 * only sets attributes of its own and answers all that is known now, so whoever writes second sees both sides. With
 * an `abortSignal` no call lasts longer than that. Needs `dynamodb:UpdateItem` on the table.
 */
export function paymentWaits(documents: DynamoDBDocumentClient, table: string, abortSignal?: AbortSignal) {
  /** Sets `attributes`, and those of `once` that are not there yet. */
  async function set(orderId: string, attributes: object, once: object = {}): Promise<PaymentWait> {
    const entries = Object.entries({ ...attributes, ...once });
    const assign = ([name]: [string, unknown], i: number) =>
      name in once ? `#a${i} = if_not_exists(#a${i}, :v${i})` : `#a${i} = :v${i}`;
    const { Attributes = {} } = await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: { orderId },
        UpdateExpression: `SET ${entries.map(assign).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(entries.map(([name], i) => [`#a${i}`, name])),
        ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, value])),
        ReturnValues: 'ALL_NEW',
      }),
      { ...(abortSignal && { abortSignal }) },
    );
    return toWait(orderId, Attributes);
  }

  return {
    addEvent: (orderId: string, eventId: string, event: DecisiveEvent) =>
      set(orderId, { [`${eventPrefix}${eventId}`]: event }),
    /** Adds the token of the waiting execution and what the order costs. A later token replaces an earlier one. */
    addToken: ({ orderId, correlationId, total }: WaitingOrder, taskToken: string) =>
      set(orderId, { taskToken, expected: total, correlationId }),
    /** Says which payment pays the order, unless that is said already: then it stays. */
    addPaid: (orderId: string, paid: Payment) => set(orderId, {}, { paid }),
    /** Gives the order up for this reason, or for the one that was there before. */
    close: ({ orderId, correlationId }: Omit<WaitingOrder, 'total'>, reason: string) =>
      set(orderId, { correlationId }, { closed: reason }),
    /** Adds that a payment's refund was asked for. */
    addRefundAsked: (orderId: string, paymentId: string) =>
      set(orderId, { [`${refundPrefix}${paymentId}`]: true }),
  };
}

function toWait(orderId: string, attributes: Record<string, unknown>): PaymentWait {
  const { correlationId, taskToken, expected, paid, closed } = attributes as Partial<PaymentWait>;
  const names = (prefix: string) => Object.keys(attributes).filter((name) => name.startsWith(prefix));
  return {
    orderId,
    ...(correlationId !== undefined && { correlationId }),
    ...(taskToken !== undefined && { taskToken }),
    ...(expected !== undefined && { expected }),
    ...(paid !== undefined && { paid }),
    ...(closed !== undefined && { closed }),
    events: Object.fromEntries(
      names(eventPrefix).map((name) => [name.slice(eventPrefix.length), attributes[name] as DecisiveEvent]),
    ),
    refundsAsked: names(refundPrefix).map((name) => name.slice(refundPrefix.length)),
  };
}
