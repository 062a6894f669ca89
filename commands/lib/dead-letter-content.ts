import * as z from 'zod';

/** What may be shown of a dead letter's body, and by what log lines about it can be told. */
export interface DeadLetterContent {
  what: string;
  /** The event's and the payment's ID, as far as the body says them. */
  ids: string[];
}

/** Ids and types as the provider and we write them. Whoever sent the body chose it: nothing else reaches a terminal. */
const harmless = z
  .string()
  .regex(/^[\w.:-]{1,255}$/)
  .optional()
  .catch(undefined);

/** Only these fields are read: a body may hold names, addresses and parts of card numbers. */
const readable = z.object({
  id: harmless,
  type: harmless,
  orderId: harmless,
  paymentId: harmless,
  data: z
    .object({
      object: z.object({
        id: harmless,
        object: harmless,
        payment_intent: harmless,
        metadata: z.object({ order_id: harmless }).optional().catch(undefined),
      }),
    })
    .optional()
    .catch(undefined),
});

/**
 * Reads the body of a message: a provider's event in base64, as the webhook's mapping template queues it, or a message of
 * our own in JSON.
 */
export function readContent(body: string): DeadLetterContent {
  const parsed = parse(body) ?? parse(Buffer.from(body, 'base64').toString());
  const { success, data: content } = readable.safeParse(parsed);
  if (!success) return { what: `a body of ${body.length} characters that is no JSON object`, ids: [] };
  const { id, type, data } = content;
  const orderId = content.orderId ?? data?.object.metadata?.order_id;
  const ofIntent = data?.object.object === 'payment_intent' ? data.object.id : undefined;
  const paymentId = content.paymentId ?? data?.object.payment_intent ?? ofIntent;
  const parts = [type, id, orderId && `of order ${orderId}`, paymentId && `by payment ${paymentId}`];
  const what = parts.filter(Boolean).join(' ');
  return {
    what: what || 'a body without the ids of an event',
    ids: [id, paymentId].filter((each) => each !== undefined),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
