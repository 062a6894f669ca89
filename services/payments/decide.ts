import type { Money } from '../shared/money.ts';
import type { Payment, PaymentEvent } from './event.ts';

/** The events that say what becomes of an order's money. All others are only recorded. */
const decisiveTypes = ['payment_intent.succeeded', 'payment_intent.canceled', 'charge.refunded'] as const;

/** A decisive event as the order's wait keeps it. */
export interface DecisiveEvent extends Payment {
  type: (typeof decisiveTypes)[number];
  /** Of `charge.refunded`: how much of the payment has gone back so far, in minor units. */
  refunded?: number;
}

/** All that is known of one order's wait for its payment. Its parts may come in any order, and more than once. */
export interface PaymentWait {
  orderId: string;
  /** The order's own, once its execution told it: present with `taskToken` and with `closed`. */
  correlationId?: string;
  /** Present once the order's execution waits. */
  taskToken?: string;
  /** What the order costs; present with `taskToken`. */
  expected?: Money;
  /** The payment that pays the order. Said once, by whoever sees it first, and never changed. */
  paid?: Payment;
  /** Why the order is given up; from then on no money pays it. */
  closed?: string;
  /** By the provider's event id, so that a repeated event changes nothing. */
  events: Record<string, DecisiveEvent>;
  /** The payments whose refund was asked for. */
  refundsAsked: string[];
}

export type Decision = 'wait' | { pay: Payment } | { cancel: string };

/** Money that came, and how much of it has gone back. Amounts are in minor units. */
interface Received extends Payment {
  refunded: number;
}

/** The decisive part of an event, if it has one. */
export function decisiveEvent({ type, payment, refunded }: PaymentEvent): DecisiveEvent | undefined {
  const decisive = decisiveTypes.find((each) => each === type);
  return decisive && payment && { type: decisive, ...payment, ...(refunded !== undefined && { refunded }) };
}

/**
 * What becomes of the order, from all that came so far, whatever its order. Exactly the expected amount in the expected
 * currency pays, unless a part of it has gone back already; another amount never does. A canceled payment cancels, unless
 * money came too: who has paid must get either the goods or the money back.
 */
export function decide(wait: PaymentWait): Decision {
  const { expected, paid, closed } = wait;
  if (!expected || closed !== undefined) return 'wait';
  if (paid) return { pay: paid };
  const exact = received(wait).filter((payment) => isSame(payment, expected));
  const payment = exact.find(({ refunded }) => refunded === 0);
  if (payment) return { pay: moneyOf(payment) };
  if (exact[0]) return { cancel: `Payment ${exact[0].paymentId} was refunded` };
  const canceled = eventsOf(wait).find(({ type }) => type === 'payment_intent.canceled');
  return canceled ? { cancel: `Payment ${canceled.paymentId} was canceled` } : 'wait';
}

/**
 * Why money goes back: what paid an order that is given up; what came for a given-up order that it did not pay, mostly
 * too late; another amount or currency than expected; what came beside the payment that pays.
 */
export type RefundReason = 'given_up' | 'late' | 'mismatched' | 'paid_twice';

/** What must go back of a payment, and why. */
export interface RefundDue extends Payment {
  reason: RefundReason;
}

/**
 * The money that must go back and was not asked for yet: all of it once the order is given up; before that, what is
 * not the expected amount, and what came beside the payment that pays. What is of one payment only goes back once.
 */
export function refundsDue(wait: PaymentWait): RefundDue[] {
  return held(wait)
    .filter(({ paymentId }) => !wait.refundsAsked.includes(paymentId))
    .flatMap((payment) => {
      const reason = reasonToRefund(wait, payment);
      return reason ? [{ ...moneyOf(payment), amount: payment.amount - payment.refunded, reason }] : [];
    });
}

function reasonToRefund({ expected, paid, closed }: PaymentWait, payment: Payment): RefundReason | undefined {
  const pays = payment.paymentId === paid?.paymentId;
  if (closed !== undefined) return pays ? 'given_up' : 'late';
  if (pays || !expected) return undefined;
  if (!isSame(payment, expected)) return 'mismatched';
  return paid && 'paid_twice';
}

/**
 * The status that the money gives the order, if it does. A given-up order for which money came is REFUND_REQUESTED, and
 * REFUNDED once all of it has gone back. An order that goes its way is REFUNDED when somebody else gave its money back.
 */
export function statusByMoney(wait: PaymentWait): 'REFUND_REQUESTED' | 'REFUNDED' | undefined {
  const { closed, paid } = wait;
  const came = received(wait);
  if (came.length === 0) return undefined;
  if (held(wait).length === 0 && (closed !== undefined || paid)) return 'REFUNDED';
  return closed === undefined ? undefined : 'REFUND_REQUESTED';
}

const held = (wait: PaymentWait) => received(wait).filter(({ amount, refunded }) => refunded < amount);

/** Each payment once, by id: a refund proves that its money came, also when that event is still on its way. */
function received(wait: PaymentWait): Received[] {
  const payments = new Map<string, Received>();
  for (const { type, refunded = 0, ...payment } of eventsOf(wait)) {
    if (type === 'payment_intent.canceled' || payment.amount === 0) continue;
    const known = payments.get(payment.paymentId);
    const money = type === 'payment_intent.succeeded' || !known ? payment : known;
    payments.set(payment.paymentId, { ...money, refunded: Math.max(refunded, known?.refunded ?? 0) });
  }
  return [...payments.values()];
}

const eventsOf = ({ events }: PaymentWait) =>
  Object.keys(events)
    .sort()
    .flatMap((id) => events[id] ?? []);

const moneyOf = ({ paymentId, amount, currency }: Payment): Payment => ({ paymentId, amount, currency });

const isSame = (one: Money, other: Money) => one.amount === other.amount && one.currency === other.currency;
