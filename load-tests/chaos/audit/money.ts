import type { OrderRow } from '../snapshot.ts';
import { type Books, heldOf, receivedFor, refundedOf, sum } from './books.ts';
import type { Rule } from './rule.ts';

/** What holds for money: at the provider, in the ledger, and by what the orders say. */
export const moneyRules: readonly Rule[] = [
  {
    count: 'moneyMismatch',
    wrong: 'orders are COMPLETED, and the provider holds something else than their price',
    breaches: (books) =>
      withStatus(books, 'COMPLETED').flatMap((order) => {
        const held = books.heldFor(order.orderId);
        return held === order.total.amount
          ? []
          : [`${order.orderId} (${held} held of ${order.total.amount})`];
      }),
  },
  {
    count: 'moneyMismatch',
    wrong: 'orders are CANCELLED, which means that no money came, and money came',
    breaches: (books) =>
      withStatus(books, 'CANCELLED').flatMap(({ orderId }) => {
        const received = receivedFor(books.paymentsOf(orderId));
        return received === 0 ? [] : [`${orderId} (${received} came)`];
      }),
  },
  {
    count: 'moneyMismatch',
    wrong: 'orders are REFUNDED, and not all of what came went back',
    breaches: (books) =>
      withStatus(books, 'REFUNDED').flatMap(({ orderId }) => {
        const [received, held] = [receivedFor(books.paymentsOf(orderId)), books.heldFor(orderId)];
        return received > 0 && held === 0 ? [] : [`${orderId} (${received} came, ${held} held)`];
      }),
  },
  {
    count: 'moneyMismatch',
    wrong: 'orders of which the ledger says something else than the provider',
    breaches(books) {
      const entries = books.snapshot.entries.filter(({ account }) => account === 'provider_balance');
      const booked = Map.groupBy(entries, ({ orderId }) => orderId);
      const orderIds = new Set([...booked.keys(), ...books.payments.keys()]);
      orderIds.delete('');
      return [...orderIds].flatMap((orderId) => {
        const [ledger, held] = [
          sum((booked.get(orderId) ?? []).map(({ amount }) => amount)),
          books.heldFor(orderId),
        ];
        return ledger === held ? [] : [`${orderId} (${ledger} in the ledger, ${held} held)`];
      });
    },
  },
  {
    count: 'moneyMismatch',
    wrong: 'bookings do not balance',
    breaches: ({ snapshot: { entries } }) =>
      [...Map.groupBy(entries, ({ booking }) => booking)]
        .filter(([, sides]) => sum(sides.map(({ amount }) => amount)) !== 0)
        .map(([booking]) => booking),
  },
  {
    count: 'moneyMismatch',
    wrong: 'completed orders are paid by another payment than the one that was kept',
    breaches: (books) => {
      const paid = new Map(books.snapshot.waits.map((wait) => [wait.orderId, wait.paid?.paymentId]));
      return withStatus(books, 'COMPLETED').flatMap(({ orderId }) => {
        const kept = books.paymentsOf(orderId).filter((payment) => heldOf(payment) > 0);
        return kept.length === 1 && kept[0]?.paymentId === paid.get(orderId) ? [] : [orderId];
      });
    },
  },
  {
    count: 'duplicateEffects',
    wrong: 'payments were given back more than once',
    breaches: ({ snapshot: { payments } }) =>
      payments
        .filter(
          (payment) =>
            refundedOf(payment) > payment.received ||
            payment.refunds.filter(({ isOurs }) => isOurs).length > 1,
        )
        .map(({ paymentId }) => paymentId),
  },
];

const withStatus = ({ snapshot: { orders } }: Books, wanted: string): OrderRow[] =>
  orders.filter(({ status }) => status === wanted);
