import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { decisiveEvent } from '../../services/payments/decide.ts';
import { type PaymentEvent, readEvent } from '../../services/payments/event.ts';
import { ledgerPool, recordEvent } from '../../services/payments/ledger.ts';
import type { LedgerSecret } from '../../services/payments/ledger-secret.ts';
import { settle } from '../../services/payments/settle.ts';
import { settlement } from '../../services/payments/settle-ports.ts';
import { attemptBody, eventId, paymentBody, type WaitingOrder } from '../generator/event.ts';
import { answerPlan } from './child.ts';

/** What draining the queue is held to: the same transactions and calls, without queue, function, signature and logs. */
export interface BareDrain {
  runId: string;
  /** As many as the workers have. */
  connections: number;
  events: number;
  /** Each is paid by one of the events, spread over all. */
  orders: readonly WaitingOrder[];
  ledger: LedgerSecret;
  refundQueueUrl: string;
}

/** Answers events a second. */
answerPlan(async (plan: BareDrain): Promise<number> => {
  const pools = Array.from({ length: plan.connections }, () => ledgerPool(plan.ledger, 1));
  const [events, ports] = [eventsOf(plan), await portsOf(plan)];
  // Nobody starts cold.
  await Promise.all(pools.map((pool) => pool.query('SELECT 1')));
  await ports.waits.addEvent('none', 'none', {
    type: 'payment_intent.succeeded',
    paymentId: 'none',
    ...nothing,
  });
  const started = performance.now();
  await Promise.all(
    pools.map(async (pool) => {
      for (let event = events.pop(); event; event = events.pop()) {
        await recordEvent(pool, event, new Date());
        const decisive = decisiveEvent(event);
        if (decisive && event.orderId)
          await settle(ports, await ports.waits.addEvent(event.orderId, event.id, decisive));
      }
    }),
  );
  const rate = plan.events / ((performance.now() - started) / 1000);
  await Promise.all(pools.map((pool) => pool.end()));
  return rate;
});

const nothing = { amount: 0, currency: 'EUR' };

function eventsOf({ runId, events, orders }: BareDrain): PaymentEvent[] {
  const every = Math.floor(events / orders.length);
  return Array.from({ length: events }, (_, number) => {
    const id = eventId(runId, number);
    const order = number % every === 0 ? orders[number / every] : undefined;
    return readEvent(JSON.parse(order ? paymentBody({ id, order }) : attemptBody({ id })));
  });
}

async function portsOf({ refundQueueUrl }: BareDrain) {
  const { TableNames = [] } = await new DynamoDBClient().send(new ListTablesCommand());
  const named = (part: string) => {
    const found = TableNames.find((name) => name.includes(part));
    if (!found) throw new Error(`No table has ${part} in its name; there are ${TableNames.join(', ')}`);
    return found;
  };
  return settlement({
    ORDERS_TABLE: named('OrdersTable'),
    PAYMENT_WAITS_TABLE: named('PaymentsWaits'),
    REFUND_QUEUE_URL: refundQueueUrl,
  })(undefined);
}
