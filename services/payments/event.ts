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
  /** Present for `payment_intent.*` and `charge.refunded`. */
  payment?: Payment;
  /** Of `charge.refunded`: how much of the payment has gone back so far, in minor units. */
  refunded?: number;
}

/** What every event has. */
export const eventSchema = z
  .object({
    id: z.string().min(1).max(255),
    type: z.string().min(1).max(255),
    data: z.object({
      object: z.object({ metadata: z.object({ order_id: z.string().min(1).max(500).optional() }).nullish() }),
    }),
  })
  .meta({ title: 'StripeEvent', externalDocs: { url: 'https://docs.stripe.com/api/events/object' } });

const minorUnits = z.int().min(0);
const currency = z
  .string()
  .regex(/^[a-z]{3}$/i)
  .toUpperCase();
const id = z.string().min(1).max(255);

/** `amount` is what was asked for, `amount_received` what came: less when only a part was captured. */
const intentEvent = z.object({
  data: z.object({
    object: z.object({ id, amount: minorUnits, amount_received: minorUnits.optional(), currency }),
  }),
});

/** A charge is the money that came for a payment intent. `amount_refunded` is the sum of all refunds so far. */
const chargeEvent = z.object({
  data: z.object({
    object: z.object({
      id,
      payment_intent: id.nullish(),
      amount: minorUnits,
      amount_captured: minorUnits.optional(),
      amount_refunded: minorUnits,
      currency,
    }),
  }),
});

/** Reads an event that the provider signed. Throws, naming each wrong path, when it is not shaped like one. */
export function readEvent(signed: unknown): PaymentEvent {
  const { id, type, data } = eventSchema.parse(signed);
  const orderId = data.object.metadata?.order_id;
  return { id, type, ...(orderId !== undefined && { orderId }), ...readMoney(type, signed) };
}

function readMoney(type: string, signed: unknown): Pick<PaymentEvent, 'payment' | 'refunded'> {
  if (type === 'charge.refunded') return readRefund(chargeEvent.parse(signed).data.object);
  if (!type.startsWith('payment_intent.')) return {};
  const intent = intentEvent.parse(signed).data.object;
  const received = type === 'payment_intent.succeeded' ? intent.amount_received : undefined;
  return {
    payment: { paymentId: intent.id, amount: received ?? intent.amount, currency: intent.currency },
  };
}

/** A charge without a payment intent, as Stripe's older interfaces make them, is its own payment. */
function readRefund(
  charge: z.infer<typeof chargeEvent>['data']['object'],
): Pick<PaymentEvent, 'payment' | 'refunded'> {
  const { amount_captured: captured, amount_refunded: refunded, payment_intent: intent } = charge;
  const amount = captured ?? charge.amount;
  return { payment: { paymentId: intent ?? charge.id, amount, currency: charge.currency }, refunded };
}
