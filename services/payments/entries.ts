import type { PaymentEvent } from './event.ts';

/** One side of a booking: debit positive, credit negative, in minor units. */
export interface LedgerEntry {
  /** `provider_balance`: what the provider holds for us. `customer_payments`: what customers gave us for an order. */
  account: 'provider_balance' | 'customer_payments';
  orderId: string;
  amount: number;
  currency: string;
}

/**
 * The double-entry booking of an event: its entries sum to zero. Money that came for an order is booked as it came, also
 * when it is not what the order costs. Whatever else happened moved no money: no entries.
 */
export function entriesOf({ type, orderId, payment }: PaymentEvent): LedgerEntry[] {
  if (type !== 'payment_intent.succeeded' || orderId === undefined || !payment) return [];
  const { amount, currency } = payment;
  return [
    { account: 'provider_balance', orderId, amount, currency },
    { account: 'customer_payments', orderId, amount: -amount, currency },
  ];
}
