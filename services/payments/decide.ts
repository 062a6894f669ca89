import type { Money } from '../shared/money.ts';
import type { Payment, PaymentEvent } from './event.ts';

/** The events that can end an order's wait for its payment. All others are only recorded. */
const decisiveTypes = ['payment_intent.succeeded', 'payment_intent.canceled'] as const;

/** A decisive event as the order's wait keeps it. */
export interface DecisiveEvent extends Payment {
  type: (typeof decisiveTypes)[number];
}

/** All that is known of one order's wait for its payment. Its parts may come in any order, and more than once. */
export interface PaymentWait {
  orderId: string;
  /** Present once the order's execution waits. */
  taskToken?: string;
  /** What the order costs; present with `taskToken`. */
  expected?: Money;
  /** Present once the execution was woken. */
  woken?: Woken;
  /** By the provider's event id, so that a repeated event changes nothing. */
  events: Record<string, DecisiveEvent>;
}

/** What woke an execution: the payment that paid the order, or none when it was cancelled. */
export interface Woken {
  paymentId?: string;
}

export type Decision = 'wait' | { pay: Payment } | { cancel: string };

/** The decisive part of an event, if it has one. */
export function decisiveEvent({ type, payment }: PaymentEvent): DecisiveEvent | undefined {
  const decisive = decisiveTypes.find((each) => each === type);
  return decisive && payment && { type: decisive, ...payment };
}

/**
 * What becomes of the order, from all that came so far, whatever its order. Exactly the expected amount in the expected
 * currency pays; another amount never does. A canceled payment cancels, unless money came too: money beats
 * cancellation, because who has paid must get either the goods or the money back.
 */
export function decide({ expected, events }: PaymentWait): Decision {
  if (!expected) return 'wait';
  const byId = Object.keys(events).sort();
  const find = (fits: (event: DecisiveEvent) => boolean) => byId.flatMap((id) => events[id] ?? []).find(fits);
  const paid = find((event) => event.type === 'payment_intent.succeeded' && isSame(event, expected));
  if (paid) return { pay: { paymentId: paid.paymentId, amount: paid.amount, currency: paid.currency } };
  const canceled = find((event) => event.type === 'payment_intent.canceled');
  if (canceled) return { cancel: `Payment ${canceled.paymentId} was canceled` };
  return 'wait';
}

const isSame = (one: Money, other: Money) => one.amount === other.amount && one.currency === other.currency;
