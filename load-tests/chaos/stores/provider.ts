import type Stripe from 'stripe';
import type { PaymentRow, RefundRow } from '../snapshot.ts';

const page = { limit: 100 };

/** What the payment provider has in its own record. */
export async function readPayments(stripe: Stripe): Promise<PaymentRow[]> {
  const refunds = new Map<string, RefundRow[]>();
  for await (const { id, payment_intent: payment, amount, metadata } of stripe.refunds.list(page)) {
    if (typeof payment !== 'string') throw new Error(`The refund ${id} is of no payment`);
    // The system's own requests say in their metadata what currency they are in; nobody else's do.
    const row = { amount, isOurs: metadata?.['currency'] !== undefined };
    refunds.set(payment, [...(refunds.get(payment) ?? []), row]);
  }
  const payments: PaymentRow[] = [];
  for await (const { id, metadata, amount_received: received } of stripe.paymentIntents.list(page))
    payments.push({
      paymentId: id,
      ...(metadata['order_id'] !== undefined && { orderId: metadata['order_id'] }),
      received,
      refunds: refunds.get(id) ?? [],
    });
  return payments;
}
