import { build } from 'hdr-histogram-js';
import { capacity } from '../infra/capacity.ts';
import type { LedgerEvents, LedgerSessions } from '../services/payments/audit.ts';
import type { EventKind } from './generator/schedule.ts';
import { latenciesOf } from './generator/tally.ts';
import { spikeEnd } from './prediction.ts';
import type { Recording } from './recording.ts';
import type { Prediction, Sample } from './result.ts';
import { type ScenarioName, scenarios } from './scenarios.ts';
import type { Target } from './target.ts';
import type { Findings } from './verdict.ts';
import type { OrderOutcomes } from './waiting-orders.ts';

/** All that a run left behind, from every place that was asked. */
export interface Evidence {
  scenario: ScenarioName;
  target: Pick<Target, 'kind' | 'deployment'>;
  seed: number;
  attempt: number;
  partial: boolean;
  recording: Recording;
  prediction: Prediction;
  ledger: LedgerEvents;
  /** Numbers of the events in the dead-letter queue. */
  deadLetters: ReadonlySet<number>;
  /** The kind of each event, by its number. */
  kinds: readonly EventKind[];
  waiting: number;
  outcomes: OrderOutcomes;
}

/** What an event went through, in epoch milliseconds. */
interface Journey {
  number: number;
  intendedAt: number;
  /** Undefined for what the ledger does not hold. */
  recordedAt: number | undefined;
}

/** Puts together what a run found; nothing is judged here. */
export function findingsOf(evidence: Evidence): Findings {
  const { recording, prediction, ledger, outcomes } = evidence;
  const { summary } = recording;
  const journeys = journeysOf(evidence);
  const samples = samplesOf(evidence, journeys);
  const kept = keptOf(evidence, journeys);
  const { workers, poolSize } = capacity.webhook;
  return {
    scenario: evidence.scenario,
    target: { url: evidence.target.deployment.url, kind: evidence.target.kind },
    startedAt: new Date(summary.startedAt).toISOString(),
    seed: evidence.seed,
    attempt: evidence.attempt,
    partial: evidence.partial,
    offered: summary.offered,
    accepted: summary.accepted,
    rejected: summary.rejected,
    failed: summary.failed,
    acceptedUnique: summary.acceptedUnique,
    ...kept,
    duplicateEffects: ledger.bookedTwice + outcomes.twice,
    woken: outcomes.wokenAt.length,
    waiting: evidence.waiting,
    limit: workers,
    peakWorkers: greatest(recording.sessions.map((seen) => seen.workers)),
    maxSessions: workers * poolSize,
    peakSessions: greatest(recording.sessions.map(({ sessions }) => sessions)),
    refusedSessions: recording.refusedSessions,
    prediction,
    peakDepth: greatest(samples.map(({ queued }) => queued)),
    predictedPeakDepth: prediction.peakDepth,
    drainSeconds: drainSeconds(evidence),
    predictedDrainSeconds: prediction.drainSeconds,
    oldestAge: greatest(samples.map(({ oldestAge }) => oldestAge)),
    latencyMs: summary.latencyMs,
    endToEndMs: endToEnd(journeys),
    generatorLagMs: { p99: summary.lagMs.p99, max: summary.lagMs.max },
    generatorCpu: summary.cpu.peak,
    samples,
  };
}

const greatest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), 0);

/** The accepted events in the order in which they were due. */
function journeysOf({ recording: { summary }, ledger }: Evidence): Journey[] {
  const recordedAt = new Map(ledger.recorded.map(([suffix, at]) => [Number(suffix), at]));
  const { intendedAt, accepted } = summary.events;
  const journeys: Journey[] = [];
  for (const [number, at] of intendedAt.entries())
    if (accepted[number] === 1) journeys.push({ number, intendedAt: at, recordedAt: recordedAt.get(number) });
  return journeys;
}

/**
 * Where the accepted events are. A queue counts messages, some of them duplicates: it can hold at most the events that are
 * nowhere else, and whatever it does not hold either is lost.
 */
function keptOf({ recording, deadLetters, kinds }: Evidence, journeys: readonly Journey[]) {
  const { accepted } = recording.summary.events;
  const last = recording.queue.at(-1);
  const inQueue = last ? last.queued + last.inFlight : 0;
  const unrecorded = journeys.filter(({ recordedAt }) => recordedAt === undefined);
  const deadLettered = unrecorded.filter(({ number }) => deadLetters.has(number)).length;
  const missing = unrecorded.length - deadLettered;
  const queued = Math.min(inQueue, missing);
  const isPoison = (number: number) => kinds[number] === 'poison';
  const wrong = [...deadLetters].filter((number) => !isPoison(number)).length;
  const poison = kinds.flatMap((_, number) => (isPoison(number) && accepted[number] === 1 ? [number] : []));
  const absent = poison.filter((number) => !deadLetters.has(number)).length;
  return {
    committed: journeys.length - unrecorded.length,
    deadLettered,
    queued,
    lost: missing - queued,
    // Poison that still waits has not had its last attempt.
    wronglyDeadLettered: wrong + (queued === 0 ? absent : 0),
  };
}

/** From the end of the spike until no message waited. */
function drainSeconds({ scenario, recording: { summary, queue } }: Evidence): number {
  const end = summary.startedAt + 1000 * spikeEnd(scenarios[scenario].phases);
  const empty = queue.find(({ at, queued }) => at >= end && queued === 0)?.at ?? queue.at(-1)?.at ?? end;
  return Math.max(0, empty - end) / 1000;
}

function endToEnd(journeys: readonly Journey[]) {
  const histogram = build();
  for (const { intendedAt, recordedAt } of journeys)
    if (recordedAt !== undefined)
      histogram.recordValue(Math.max(0, Math.round((recordedAt - intendedAt) * 1000)));
  return latenciesOf(histogram);
}

/** One sample for each count of the queue; what was seen elsewhere is the latest by then. */
function samplesOf({ recording, outcomes, deadLetters }: Evidence, journeys: readonly Journey[]): Sample[] {
  const { summary, progress, queue, sessions } = recording;
  // Nobody says when a dead letter left the queue, where it waits for all of its attempts.
  const awaited = journeys.filter(({ number }) => !deadLetters.has(number));
  const commits = sorted(journeys.flatMap(({ recordedAt }) => recordedAt ?? []));
  const wakes = sorted(outcomes.wokenAt);
  const progressAt = latest(progress, ({ at }) => summary.startedAt + at);
  const sessionsAt = latest<LedgerSessions>(sessions, ({ at }) => at);
  let oldest = 0;
  return queue.map(({ at, queued, inFlight }) => {
    while ((awaited[oldest]?.recordedAt ?? Number.POSITIVE_INFINITY) <= at) oldest += 1;
    const { intendedAt = at } = awaited[oldest] ?? {};
    const {
      offered = 0,
      accepted = 0,
      rejected = 0,
    } = at > recording.endedAt - 1000 ? summary : (progressAt(at) ?? {});
    const { workers = 0, sessions: held = 0 } = sessionsAt(at) ?? {};
    return {
      at: at - summary.startedAt,
      ...{ offered, accepted, rejected, queued, inFlight, workers, sessions: held },
      committed: countUntil(commits, at),
      oldestAge: Math.max(0, at - intendedAt) / 1000,
      woken: countUntil(wakes, at),
    };
  });
}

const sorted = (values: readonly number[]) => Float64Array.from(values).sort();

/** How many of the sorted values are not after an instant. */
function countUntil(values: Float64Array, instant: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The latest item that is not after an instant. Asked for ever later instants. */
function latest<Item>(items: readonly Item[], atOf: (item: Item) => number) {
  let next = 0;
  return (instant: number): Item | undefined => {
    for (let item = items[next]; item && atOf(item) <= instant; item = items[next]) next += 1;
    return items[next - 1];
  };
}
