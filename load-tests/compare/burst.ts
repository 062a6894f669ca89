import { randomBytes } from 'node:crypto';
import { startSystem } from '../../commands/lib/local-system.ts';
import type { LedgerEvents } from '../../services/payments/audit.ts';
import { eventsOf } from '../audit.ts';
import { findingsOf } from '../findings.ts';
import type { WaitingOrder } from '../generator/event.ts';
import { ordersNeeded, type Schedule, scheduleOf } from '../generator/schedule.ts';
import type { ProgressLine } from '../progress.ts';
import { deadLettersOf } from '../queue.ts';
import { record } from '../recording.ts';
import type { Prediction, Result } from '../result.ts';
import { scenarios } from '../scenarios.ts';
import { type Target, targetOf } from '../target.ts';
import { judge } from '../verdict.ts';
import { Customers } from '../waiting-orders.ts';
import { type Invocations, watchInvocations } from './invocations.ts';

export interface BurstOptions {
  /** Of the assembly that runs. */
  assemblyDir: string;
  /** Names the run in the progress. */
  title: string;
  seed: number;
  signal: AbortSignal;
  progress: ProgressLine;
}

export interface BurstRun {
  result: Result;
  invocations: Invocations;
}

const scenario = 'compare';

/**
 * How long each run is watched after its last send, in seconds. What a refused worker gave back returns only with its
 * visibility timeout, minutes later: until then it is in the queue, in flight, and not lost.
 */
const patienceSeconds = 30;

/** Runs compare against one another, not against a calibration. */
const noPrediction: Prediction = {
  ...{ workers: 0, batch: 0, peakDepth: 0, drainSeconds: 0 },
  serviceSeconds: { arriving: 0, calm: 0 },
  drainRate: { arriving: 0, calm: 0 },
};

/** Starts a system of its own from an assembly, sends it the burst, and stops it. */
export async function runBurst({ assemblyDir, ...options }: BurstOptions): Promise<BurstRun> {
  const { title, signal, progress } = options;
  const { run, deployment } = await startSystem({
    assemblyDir,
    signal,
    onProgress: (step) => progress.show(`${title}: ${step}`),
  });
  try {
    const target = await targetOf(deployment);
    const queue = run.system.queues.find(target.queueUrl);
    const invocations = watchInvocations(run.system.functions, queue.arn);
    return { result: await sendBurst(target, options), invocations };
  } finally {
    await run.stop();
  }
}

async function sendBurst(target: Target, options: Omit<BurstOptions, 'assemblyDir'>): Promise<Result> {
  const { title, seed, signal, progress } = options;
  const load = scenarios[scenario];
  const customers = await Customers.signIn(target.deployment);
  const orders = await customers.placeOrders(ordersNeeded(load, seed), signal, (placed) =>
    progress.show(`${title}: ${placed} orders placed`),
  );
  const runId = `load${randomBytes(6).toString('hex')}`;
  const recording = await record(
    target,
    { load, runId, seed, orders },
    {
      signal,
      patienceSeconds,
      onSample: ({ queued, inFlight }, now) =>
        progress.show(`${title}: ${now?.accepted ?? 0} accepted, ${queued} waiting, ${inFlight} in flight`),
    },
  );
  const partial = recording.summary.partial || signal.aborted;
  const ledger = await eventsOf(target, runId);
  const schedule = scheduleOf(load, seed, orders.length);
  const paid = paidOrders(orders, schedule, ledger);
  return judge(
    findingsOf({
      ...{ scenario, target, seed, attempt: 1, partial, recording, ledger, kinds: schedule.kinds },
      prediction: noPrediction,
      deadLetters: await deadLettersOf(target.sqs, target.deadLetterQueueUrl, runId),
      waiting: orders.length,
      outcomes: partial ? { wokenAt: [], twice: 0 } : await customers.outcomes(paid, signal),
    }),
  );
}

/** The orders whose payment is in the ledger: nothing can have woken the others. */
function paidOrders(
  orders: readonly WaitingOrder[],
  { kinds, order }: Schedule,
  { recorded }: LedgerEvents,
): WaitingOrder[] {
  return recorded.flatMap(([suffix]) => {
    const number = Number(suffix);
    const paid = kinds[number] === 'payment' ? orders[order[number] ?? -1] : undefined;
    return paid ? [paid] : [];
  });
}
