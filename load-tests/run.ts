import { randomBytes } from 'node:crypto';
import { UsageError } from '../commands/lib/command.ts';
import { eventsOf } from './audit.ts';
import { attempts, calibrate, calibrationLoad, isSteady, latestOf, spikes } from './calibration.ts';
import { findingsOf } from './findings.ts';
import { ordersNeeded, scheduleOf } from './generator/schedule.ts';
import { interruptDatabase } from './outage.ts';
import { type Calibration, predict } from './prediction.ts';
import type { ProgressLine } from './progress.ts';
import { countMessages, deadLettersOf, type QueueCount } from './queue.ts';
import { type PlannedLoad, type Recording, record } from './recording.ts';
import type { Prediction, Result } from './result.ts';
import { type Load, type ScenarioName, scenarios } from './scenarios.ts';
import type { Target } from './target.ts';
import { judge, missesOnlyPrediction } from './verdict.ts';
import { Customers } from './waiting-orders.ts';

export interface RunOptions {
  scenario: ScenarioName;
  seed: number;
  /** Ends the load within a second; the result is marked partial. Before the load began, the run fails. */
  signal: AbortSignal;
  progress: ProgressLine;
}

/**
 * Runs a scenario against a target: calibrates, places the orders that wait, sends, drains, asks everyone, judges. A run that
 * kept every promise but was not as fast as predicted is one more calibration, and another one follows.
 */
export async function runScenario(target: Target, options: RunOptions): Promise<Result> {
  const { scenario, seed, signal, progress } = options;
  const { phases } = scenarios[scenario];
  if (scenarios[scenario].outage && !target.database)
    throw new UsageError(
      `The scenario "${scenario}" takes the database away: it runs only on a system of its own, without --url`,
    );
  await refuseBusyQueue(target);
  const customers = await Customers.signIn(target.deployment);
  const calibrations = await calibrateUntilSteady(target, customers, options);
  for (let attempt = 1; ; attempt += 1) {
    const load = await withOrders(customers, options, scenarios[scenario], seed);
    const prediction = predict(phases, latestOf(calibrations));
    progress.end(predictionText(prediction));
    const tried = { prediction, attempt };
    const { result, recording, ledger } = await runOnce(target, customers, load, tried, options);
    if (attempt === attempts || signal.aborted || !missesOnlyPrediction(result)) return result;
    progress.end(`Not as predicted: ${result.reasons.join('; ')}. Once more, with S measured anew`);
    calibrations.push(calibrate(recording, ledger, phases));
  }
}

/** Sends spikes until two in a row predict the same, or as many as there may be. */
async function calibrateUntilSteady(
  target: Target,
  customers: Customers,
  options: RunOptions,
): Promise<[Calibration, ...Calibration[]]> {
  const { scenario, seed } = options;
  const { phases } = scenarios[scenario];
  const calibrateOnce = async (spike: number) => {
    const load = await withOrders(customers, options, calibrationLoad(scenarios[scenario]), seed + spike);
    const rehearsal = await rehearse(target, customers, load, `Calibrating, spike ${spike}`, options);
    const calibration = calibrate(rehearsal, await eventsOf(target, load.runId), load.load.phases);
    options.progress.end(`Spike ${spike}: ${serviceText(calibration)}`);
    return calibration;
  };
  const calibrations: [Calibration, ...Calibration[]] = [await calibrateOnce(1)];
  while (calibrations.length < spikes && !isSteady(calibrations, phases))
    calibrations.push(await calibrateOnce(calibrations.length + 1));
  return calibrations;
}

/** Sends the load that counts. */
async function runOnce(
  target: Target,
  customers: Customers,
  load: PlannedLoad,
  tried: { prediction: Prediction; attempt: number },
  { scenario, seed, signal, progress }: RunOptions,
) {
  const { minutes, outage } = scenarios[scenario];
  let outageOver = Promise.resolve();
  const recording = await record(target, load, {
    signal,
    patienceSeconds: 60 * minutes,
    onSample: (queue, now) => progress.show(progressText(load, queue, now)),
    onStart: (startedAt) => {
      if (outage) outageOver = interruptDatabase(target, outage, startedAt, signal);
    },
  });
  await outageOver;
  progress.end(`Sent ${recording.summary.offered}, accepted ${recording.summary.accepted}. Auditing ...`);
  const ledger = await eventsOf(target, load.runId);
  const deadLetters = await deadLettersOf(target.sqs, target.deadLetterQueueUrl, load.runId);
  const partial = recording.summary.partial || signal.aborted;
  const findings = findingsOf({
    ...{ scenario, target, seed, partial, recording, ledger, deadLetters, ...tried },
    kinds: scheduleOf(load.load, seed, load.orders.length).kinds,
    waiting: load.orders.length,
    outcomes: partial ? { wokenAt: [], twice: 0 } : await customers.outcomes(load.orders, signal),
  });
  return { result: judge(findings), recording, ledger };
}

function predictionText(prediction: Prediction): string {
  const { peakDepth, drainSeconds } = prediction;
  return `Calibrated: ${serviceText(prediction)}: expecting ${peakDepth.toFixed(0)} to wait at most, for ${drainSeconds.toFixed(1)} s more`;
}

function serviceText({ batch, serviceSeconds: { arriving, calm } }: Calibration): string {
  return `b = ${batch.toFixed(1)}, S = ${(1000 * arriving).toFixed(0)} ms while events arrive and ${(1000 * calm).toFixed(0)} ms after`;
}

/** What waits already would be taken for the run's own. */
async function refuseBusyQueue({ sqs, queueUrl }: Target): Promise<void> {
  const { queued, inFlight } = await countMessages(sqs, queueUrl);
  if (queued + inFlight > 0)
    throw new Error(`The webhook queue holds ${queued + inFlight} messages already: wait until it is empty`);
}

/** Plans a load, and places the orders that it pays. */
async function withOrders(
  customers: Customers,
  { signal, progress }: RunOptions,
  load: Load,
  seed: number,
): Promise<PlannedLoad> {
  const count = ordersNeeded(load, seed);
  const orders = await customers.placeOrders(count, signal, (placed) =>
    progress.show(`Placing the orders that wait: ${placed} of ${count}`),
  );
  progress.end(`${count} orders wait for their payment`);
  return { load, seed, runId: `load${randomBytes(6).toString('hex')}`, orders };
}

/** Sends a load before the one that counts, and waits until all that it began is over. */
async function rehearse(
  target: Target,
  customers: Customers,
  load: PlannedLoad,
  name: string,
  { signal, progress }: RunOptions,
): Promise<Recording> {
  const recording = await record(target, load, {
    signal,
    patienceSeconds: 60,
    onSample: (queue, now) => progress.show(`${name}: ${progressText(load, queue, now)}`),
  });
  signal.throwIfAborted();
  await customers.outcomes(load.orders, signal);
  return recording;
}

function progressText(
  { load }: PlannedLoad,
  { queued, inFlight }: QueueCount,
  now: { at: number; offered: number; accepted: number } | undefined,
): string {
  const seconds = (now?.at ?? 0) / 1000;
  const all = load.phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const rate = seconds > 0 ? (now?.accepted ?? 0) / seconds : 0;
  const left = Math.max(0, all - seconds);
  return `${seconds.toFixed(0)} s, ${left.toFixed(0)} s to send: ${now?.accepted ?? 0} accepted (${rate.toFixed(0)}/s on average), ${queued} waiting, ${inFlight} in flight`;
}
