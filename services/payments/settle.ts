import type { SFNClient } from '@aws-sdk/client-sfn';
import { countBy } from '../shared/observability.ts';
import { decide, type PaymentWait, refundsDue, statusByMoney } from './decide.ts';
import { paymentMetrics } from './metrics.ts';
import type { PaymentWaits } from './payment-waits.ts';
import { askForRefund, type RefundQueue } from './refund-requests.ts';
import { type Woken, wake } from './wake.ts';

/** What settling an order's money needs of the world. */
export interface SettlePorts extends RefundQueue {
  waits: PaymentWaits;
  stepFunctions: SFNClient;
  /** Takes the order to a status; `orders/contract.ts` says how. */
  advance(orderId: string, to: 'REFUND_REQUESTED' | 'REFUNDED', reason: string): Promise<void>;
}

/** What was done about an order's money. */
export interface Settled {
  woken: Woken | 'undecided';
  refundsAsked: number;
  status?: 'REFUND_REQUESTED' | 'REFUNDED';
}

/**
 * Does what follows from all that is known of an order's money: asks for refunds, takes the order to the status that its
 * money gives it, and wakes its execution. Everyone calls it after a write of their own, so whoever came second does it
 * all. Any part may be repeated; a crash between two of them heals when it is called again. The wake is last: it ends
 * the callback task, which then is not repeated any more.
 */
export async function settle(ports: SettlePorts, wait: PaymentWait): Promise<Settled> {
  const decided = await remember(ports, wait);
  const due = refundsDue(decided);
  // Under the order's own id where it is known: the provider's call has one of its own.
  const correlationId = decided.correlationId ?? ports.correlationId;
  for (const payment of due) {
    await askForRefund({ ...ports, correlationId }, decided.orderId, payment);
    await ports.waits.addRefundAsked(decided.orderId, payment.paymentId);
    countBy('reason', payment.reason, paymentMetrics.refundsAsked);
  }
  const status = statusByMoney(decided);
  if (status) await advance(ports, decided, status);
  const woken = await wakeWhoWaits(ports, decided);
  return { woken, refundsAsked: due.length, ...(status && { status }) };
}

/** The payment that pays is written down before anybody hears of it, so that no later one can take its place. */
async function remember({ waits }: SettlePorts, wait: PaymentWait): Promise<PaymentWait> {
  const decision = decide(wait);
  if (decision === 'wait' || 'cancel' in decision || wait.paid) return wait;
  return waits.addPaid(wait.orderId, decision.pay);
}

async function wakeWhoWaits(
  { stepFunctions, abortSignal }: SettlePorts,
  wait: PaymentWait,
): Promise<Settled['woken']> {
  const decision = decide(wait);
  return decision === 'wait' ? 'undecided' : wake(stepFunctions, wait, decision, abortSignal);
}

async function advance(ports: SettlePorts, { orderId, closed }: PaymentWait, status: Settled['status'] & {}) {
  // What was given up asks for its money before it has it back, also when both became known at once.
  if (closed !== undefined) await ports.advance(orderId, 'REFUND_REQUESTED', closed);
  if (status === 'REFUNDED') await ports.advance(orderId, status, closed ?? 'The payment was refunded');
}
