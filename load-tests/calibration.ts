import { capacity } from '../infra/capacity.ts';
import type { LedgerEvents } from '../services/payments/audit.ts';
import { type Calibration, predict, spikeEnd } from './prediction.ts';
import type { Recording } from './recording.ts';
import { defaultScenario, type Load, type Phase, scenarios } from './scenarios.ts';
import type { Invocation } from './worker-log.ts';

/** So often a load is sent at most, on a machine that becomes faster or slower than it was in the calibration. */
export const attempts = 3;

/** So many spikes are sent at most to calibrate, before the load that counts. */
export const spikes = 3;
/** How near to one another the predictions of two spikes in a row must be: well within what the verdict allows. */
const steadyWithin = 0.07;

const spikeSeconds = 2.5;
const calmSeconds = 3;

/**
 * The load of a calibration: the same kinds of events as the scenario's, none of them poison, at the rate of its spike, so
 * that workers always have a whole batch to take, and then calm.
 */
export function calibrationLoad({ phases, ...load }: Load): Load {
  const spike = spikeRate(phases);
  const calm = Math.min(20, ...phases.map(({ rate }) => rate));
  return {
    ...load,
    poison: 0,
    phases: [
      { rate: spike, seconds: spikeSeconds },
      { rate: calm, seconds: calmSeconds },
    ],
  };
}

/**
 * Whether two calibrations in a row predict the same. Workers start in the first one, and code that runs often is compiled,
 * which takes some thousand events: until then each is faster than the one before.
 */
export function isSteady(calibrations: readonly Calibration[], phases: readonly Phase[]): boolean {
  const [last, before] = calibrations.toReversed().map((calibration) => predict(phases, calibration));
  if (!last || !before) return false;
  const isNear = (one: number, other: number) => Math.abs(one - other) <= steadyWithin * Math.max(one, other);
  return isNear(last.drainSeconds, before.drainSeconds) && isNear(last.peakDepth, before.peakDepth);
}

const spikeRate = (phases: Load['phases']) =>
  Math.max(...[...phases, ...scenarios[defaultScenario].phases].map(({ rate }) => rate));

/** The times between which a phase was at its full: its workers were neither starting nor idle. Epoch milliseconds. */
interface Span {
  from: number;
  to: number;
}

/** A recording's spike and the calm after it, as long as messages waited. */
function spansOf({ summary, queue }: Pick<Recording, 'summary' | 'queue'>, phases: readonly Phase[]) {
  const spikeEndsAt = summary.startedAt + 1000 * spikeEnd(phases);
  const emptyAt =
    queue.find(({ at, queued }) => at > spikeEndsAt && queued === 0)?.at ?? queue.at(-1)?.at ?? spikeEndsAt;
  return {
    arriving: { from: summary.startedAt + 300, to: spikeEndsAt },
    calm: { from: spikeEndsAt + 200, to: emptyAt },
  };
}

/** C, b, S and μ = C·b/S from what was recorded of a load with a spike. */
export function calibrate(
  recording: Pick<Recording, 'summary' | 'queue' | 'invocations'>,
  { recorded }: Pick<LedgerEvents, 'recorded'>,
  phases: readonly Phase[],
): Calibration {
  const { summary, invocations } = recording;
  const { arriving, calm } = spansOf(recording, phases);
  const workers = capacity.webhook.workers;
  // A duplicate is a message, too, and leaves no row.
  const perRow = summary.accepted / summary.acceptedUnique;
  const serviceSeconds = {
    arriving: secondsPerBatch(invocations, arriving),
    calm: secondsPerBatch(invocations, calm),
  };
  const isWithin = (at: number) => at >= arriving.from && at < calm.to;
  const rows = recorded.filter(([, at]) => isWithin(at)).length;
  const ended = invocations.filter(({ at }) => isWithin(at)).length;
  if (ended === 0) throw new Error('No worker was invoked while the calibration had messages for them');
  const batch = (rows * perRow) / ended;
  return calibrationOf({ workers, batch, serviceSeconds });
}

/**
 * What the last two calibrations say together: the lesser S of each kind. Code is still being compiled, and what else disturbs
 * a machine makes it slower as well, never faster.
 */
export function latestOf(calibrations: readonly [Calibration, ...Calibration[]]): Calibration {
  const [last, before = last] = calibrations.toReversed() as [Calibration, ...Calibration[]];
  const lesser = (kind: 'arriving' | 'calm') =>
    Math.min(last.serviceSeconds[kind], before.serviceSeconds[kind]);
  return calibrationOf({
    workers: last.workers,
    batch: (last.batch + before.batch) / 2,
    serviceSeconds: { arriving: lesser('arriving'), calm: lesser('calm') },
  });
}

function calibrationOf(measured: Omit<Calibration, 'drainRate'>): Calibration {
  const { workers, batch, serviceSeconds } = measured;
  const rate = (seconds: number) => (workers * batch) / seconds;
  return {
    ...measured,
    drainRate: { arriving: rate(serviceSeconds.arriving), calm: rate(serviceSeconds.calm) },
  };
}

/**
 * How long a batch kept one of the C places on average in a span in which all were wanted: handed out, worked on, deleted. Of
 * an invocation that reaches beyond the span, the part within counts.
 */
function secondsPerBatch(invocations: readonly Invocation[], { from, to }: Span): number {
  const parts = invocations.map(({ at, milliseconds }) => {
    const overlap = Math.min(at, to) - Math.max(at - milliseconds, from);
    return overlap > 0 ? overlap / milliseconds : 0;
  });
  const batches = parts.reduce((sum, part) => sum + part, 0);
  return (capacity.webhook.workers * (to - from)) / 1000 / Math.max(1, batches);
}
