import * as z from 'zod';
import type { Money } from '../shared/money.ts';

/** Money of one payment intent: Stripe's minor units, the currency as ISO 4217 writes it. */
export interface Payment extends Money {
  paymentId: string;
}

/** What we need of a Stripe event. https://docs.stripe.com/api/events/object */
export interface PaymentEvent {
  id: string;
  type: string;
  /** From `metadata.order_id`; absent when the payment belongs to no order of ours. */
  orderId?: string;
  /** Present for `payment_intent.*`. */
  payment?: Payment;
}

const eventSchema = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(255),
  data: z.object({
    object: z.object({ metadata: z.object({ order_id: z.string().min(1).max(500).optional() }).nullish() }),
  }),
});

/** `amount` is what was asked for, `amount_received` what came: less when only a part was captured. */
const intentSchema = z.object({
  id: z.string().min(1).max(255),
  amount: z.int().min(0),
  amount_received: z.int().min(0).optional(),
  currency: z
    .string()
    .regex(/^[a-z]{3}$/i)
    .toUpperCase(),
});

/** Reads an event that the provider signed. Throws, naming each wrong path, when it is not shaped like one. */
export function readEvent(signed: unknown): PaymentEvent {
  const { id, type, data } = eventSchema.parse(signed);
  const orderId = data.object.metadata?.order_id;
  return {
    id,
    type,
    ...(orderId !== undefined && { orderId }),
    ...(type.startsWith('payment_intent.') && { payment: readPayment(type, signed) }),
  };
}

function readPayment(type: string, signed: unknown): Payment {
  const intent = z.object({ data: z.object({ object: intentSchema }) }).parse(signed).data.object;
  const received = type === 'payment_intent.succeeded' ? intent.amount_received : undefined;
  return { paymentId: intent.id, amount: received ?? intent.amount, currency: intent.currency };
}
