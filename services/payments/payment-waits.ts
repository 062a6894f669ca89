import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Money } from '../shared/money.ts';
import type { DecisiveEvent, PaymentWait, Woken } from './decide.ts';

/** Longer than the dead-letter queue keeps a message, so that a redriven event still finds its order's wait. */
const keptSeconds = 30 * 24 * 60 * 60;
const eventPrefix = 'event:';

export type PaymentWaits = ReturnType<typeof paymentWaits>;

/**
 * The waits of orders for their payments. Every write only sets attributes of its own, so all of them commute. With an
 * `abortSignal` no call lasts longer than that. Needs `dynamodb:UpdateItem` on the table.
 */
export function paymentWaits(documents: DynamoDBDocumentClient, table: string, abortSignal?: AbortSignal) {
  async function set(orderId: string, attributes: Record<string, unknown>): Promise<PaymentWait> {
    const all = { ...attributes, expiresAt: Math.floor(Date.now() / 1000) + keptSeconds };
    const entries = Object.entries(all);
    const { Attributes = {} } = await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: { orderId },
        UpdateExpression: `SET ${entries.map((_, i) => `#a${i} = :v${i}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(entries.map(([name], i) => [`#a${i}`, name])),
        ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, value])),
        ReturnValues: 'ALL_NEW',
      }),
      { ...(abortSignal && { abortSignal }) },
    );
    return toWait(orderId, Attributes);
  }

  return {
    /** Adds a decisive event; answers all that is known now. */
    addEvent: (orderId: string, eventId: string, event: DecisiveEvent) =>
      set(orderId, { [`${eventPrefix}${eventId}`]: event }),
    /** Adds the token of the waiting execution and what the order costs; answers all that is known now. */
    addToken: (orderId: string, taskToken: string, expected: Money) => set(orderId, { taskToken, expected }),
    /** Adds that the execution was woken, and by what; answers all that is known now. */
    addWoken: (orderId: string, woken: Woken) => set(orderId, { woken }),
    /** Adds that a token waits no more; answers all that is known now. */
    addClosed: (orderId: string, closedToken: string) => set(orderId, { closedToken }),
  };
}

function toWait(orderId: string, attributes: Record<string, unknown>): PaymentWait {
  const { taskToken, expected, woken } = attributes as Pick<PaymentWait, 'taskToken' | 'expected' | 'woken'>;
  const events = Object.entries(attributes).filter(([name]) => name.startsWith(eventPrefix));
  return {
    orderId,
    ...(taskToken !== undefined && { taskToken }),
    ...(expected !== undefined && { expected }),
    ...(woken !== undefined && { woken }),
    events: Object.fromEntries(
      events.map(([name, event]) => [name.slice(eventPrefix.length), event as DecisiveEvent]),
    ),
  };
}
