import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Deployment, output } from '../../commands/lib/deployment.ts';
import { capacity } from '../../infra/capacity.ts';
import type { WaitingOrder } from '../generator/event.ts';
import { startGenerator } from '../generator/start.ts';
import type { BareDrain } from './bare-drain.ts';
import { askChild } from './child.ts';
import type { Samples } from './measures.ts';
import { depthOf, untilEmpty } from './queue.ts';
import { newRunId, type Round, type UnderTest } from './round.ts';
import { allReach, fillStock, placeOrders } from './waiting-orders.ts';

const events = 3000;
/** One event in ten pays an order and wakes its execution, as in the load test. */
const paid = events / 10;
/** Far above the drain rate, so that nearly all events are there before the measurement begins. */
const arrivalsPerSecond = 3000;

/** How fast the throttled worker empties the queue, and how fast as many connections do the same work without a queue. */
export async function drain(round: Round): Promise<Samples> {
  const system = await round.system();
  await fillStock(system);
  const limit = await bareRate(system, await waitingOrders(round, system));
  const value = await drainRate(round, system, await waitingOrders(round, system));
  return { drain: { value, limit } };
}

async function waitingOrders({ signal }: Round, system: UnderTest): Promise<WaitingOrder[]> {
  const orders = await placeOrders(system, paid);
  await allReach(system, orders, 'AWAITING_PAYMENT', signal);
  return orders;
}

async function drainRate({ signal }: Round, system: UnderTest, orders: WaitingOrder[]): Promise<number> {
  const { accepted } = await startGenerator({
    url: system.webhookUrl,
    secret: system.secret,
    runId: newRunId(),
    seed: 1,
    phases: [{ rate: arrivalsPerSecond, seconds: events / arrivalsPerSecond }],
    arrivals: 'uniform',
    duplicates: 0,
    poison: 0,
    orders,
  }).done;
  if (accepted !== events) throw new Error(`The system accepted ${accepted} of ${events} webhooks`);
  const depth = await depthOf(system);
  const started = performance.now();
  await untilEmpty(system, signal);
  return depth / ((performance.now() - started) / 1000);
}

async function bareRate({ process }: UnderTest, orders: WaitingOrder[]): Promise<number> {
  const { deployment } = process;
  const plan: BareDrain = {
    runId: newRunId(),
    connections: capacity.webhook.workers * capacity.webhook.poolSize,
    events,
    orders,
    ledger: JSON.parse(await secretOf(deployment, 'LedgerSecretArn')),
    refundQueueUrl: output(deployment, 'RefundQueueUrl'),
  };
  return askChild<number>('bare-drain.ts', plan, {
    AWS_ENDPOINT_URL: deployment.clientConfig.endpoint,
    AWS_REGION: deployment.clientConfig.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // The run's certificate authority is known to its functions alone; nobody else is on this machine's loopback.
    PGSSLMODE: 'no-verify',
    POWERTOOLS_TRACE_ENABLED: 'false',
  });
}

async function secretOf({ clientConfig, ...deployment }: Deployment, name: string): Promise<string> {
  const SecretId = output({ clientConfig, ...deployment }, name);
  const { SecretString } = await new SecretsManagerClient(clientConfig).send(
    new GetSecretValueCommand({ SecretId }),
  );
  if (!SecretString) throw new Error(`${SecretId} holds no text`);
  return SecretString;
}
