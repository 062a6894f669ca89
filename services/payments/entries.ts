import type { Money } from '../shared/money.ts';
import type { PaymentEvent } from './event.ts';

/** One side of a booking: debit positive, credit negative, in minor units. */
export interface LedgerEntry {
  /** `provider_balance`: what the provider holds for us. `customer_payments`: what customers gave us for an order. */
  account: 'provider_balance' | 'customer_payments';
  orderId: string;
  amount: number;
  currency: string;
}

/** What an event books. Two events that tell the same thing have the same name, which is booked once. */
export interface Booking {
  name: string;
  /** What the provider holds more of for us: less than nothing when it went back. */
  moved: Money;
  entries: LedgerEntry[];
}

/**
 * The double-entry booking of an event: its entries sum to zero. Money that came for an order is booked as it came, also
 * when it is not what the order costs. The provider says how much has gone back in all: what is new of it is booked, so
 * `refundedBefore` (minor units) is what the ledger has of this payment. Whatever else happened moved no money.
 */
export function bookingOf(event: PaymentEvent, refundedBefore: number): Booking | undefined {
  const { type, orderId, payment, refunded = 0 } = event;
  if (orderId === undefined || !payment) return undefined;
  const { paymentId, amount, currency } = payment;
  const booking = (name: string, change: number): Booking => ({
    name,
    moved: { amount: change, currency },
    entries: [
      { account: 'provider_balance', orderId, amount: change, currency },
      { account: 'customer_payments', orderId, amount: -change, currency },
    ],
  });
  if (type === 'payment_intent.succeeded') return booking(`received:${paymentId}`, amount);
  if (type !== 'charge.refunded' || refunded <= refundedBefore) return undefined;
  return booking(`refunded:${paymentId}:${refunded}`, refundedBefore - refunded);
}
