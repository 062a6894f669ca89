import { capacity } from '../infra/capacity.ts';
import type { LedgerEvents } from '../services/payments/audit.ts';
import type { Calibration } from './prediction.ts';
import type { Recording } from './recording.ts';
import { defaultScenario, type Load, scenarios } from './scenarios.ts';
import type { Invocation } from './worker-log.ts';

const spikeSeconds = 2.5;

/**
 * The load of a calibration: the same kinds of events as the scenario's, none of them poison, at the rate of its spike, so
 * that workers always have a whole batch to take, and then calm.
 */
export function calibrationLoad({ phases, ...load }: Load): Load {
  const spike = Math.max(...[...phases, ...scenarios[defaultScenario].phases].map(({ rate }) => rate));
  const calm = Math.min(20, ...phases.map(({ rate }) => rate));
  return {
    ...load,
    poison: 0,
    phases: [
      { rate: spike, seconds: spikeSeconds },
      { rate: calm, seconds: spikeSeconds },
    ],
  };
}

/** The times between which a phase was at its full: its workers were neither starting nor idle. Epoch milliseconds. */
export interface Span {
  from: number;
  to: number;
}

/** Of a calibration's recording, the spike and the calm after it, as long as messages waited. */
export function spansOf({ summary, queue }: Pick<Recording, 'summary' | 'queue'>): {
  arriving: Span;
  calm: Span;
} {
  const spikeEndsAt = summary.startedAt + 1000 * spikeSeconds;
  const emptyAt =
    queue.find(({ at, queued }) => at > spikeEndsAt && queued === 0)?.at ?? queue.at(-1)?.at ?? spikeEndsAt;
  return {
    arriving: { from: summary.startedAt + 500, to: spikeEndsAt },
    calm: { from: spikeEndsAt + 200, to: emptyAt },
  };
}

/** C, b, S and μ = C·b/S from what a calibration recorded. */
export function calibrate(
  recording: Pick<Recording, 'summary' | 'queue'>,
  { recorded }: Pick<LedgerEvents, 'recorded'>,
  invocations: readonly Invocation[],
): Calibration {
  const { summary } = recording;
  const { arriving, calm } = spansOf(recording);
  const workers = capacity.webhook.workers;
  // A duplicate is a message, too, and leaves no row.
  const perRow = summary.accepted / summary.acceptedUnique;
  const within = ({ from, to }: Span) => {
    const ended = invocations.filter(({ at }) => at >= from && at < to);
    const rows = recorded.filter(([, at]) => at >= from && at < to).length;
    const busy = ended.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    // A machine that is kept so busy by the arrivals that no invocation ended: each takes at least as long as that.
    const serviceSeconds = ended.length > 0 ? busy / ended.length / 1000 : (to - from) / 1000;
    return { messages: rows * perRow, serviceSeconds, invocations: ended.length };
  };
  const [spike, rest] = [within(arriving), within(calm)];
  const invoked = spike.invocations + rest.invocations;
  if (invoked === 0) throw new Error('No worker was invoked while the calibration had messages for them');
  const batch = (spike.messages + rest.messages) / invoked;
  return {
    workers,
    batch,
    serviceSeconds: { arriving: spike.serviceSeconds, calm: rest.serviceSeconds },
    drainRate: {
      arriving: (workers * batch) / spike.serviceSeconds,
      calm: (workers * batch) / rest.serviceSeconds,
    },
  };
}
