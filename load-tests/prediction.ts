import type { Prediction } from './result.ts';
import type { Phase } from './scenarios.ts';

/** What a calibration measured: C, b, S and μ. */
export type Calibration = Omit<Prediction, 'peakDepth' | 'drainSeconds'>;

/**
 * What the queue will do: it fills with λ - μ as long as more arrives than the workers take, and then empties. The greatest
 * depth is (λ - μ)·T, the time to drain is from then on. A load that stays below the drain rate leaves nothing in it.
 */
export function predict(phases: readonly Phase[], calibration: Calibration): Prediction {
  const { arriving, calm } = calibration.drainRate;
  let [depth, peakDepth, now, peakAt, emptyAt] = [0, 0, 0, 0, 0];
  for (const { rate, seconds } of [...phases, { rate: 0, seconds: Number.POSITIVE_INFINITY }]) {
    const growth = rate - (rate > calm ? arriving : calm);
    if (growth < 0 && depth > 0 && depth <= -growth * seconds && emptyAt < peakAt)
      emptyAt = now + depth / -growth;
    depth = growth < 0 ? Math.max(0, depth + growth * seconds) : depth + growth * seconds;
    now += seconds;
    if (depth > peakDepth) [peakDepth, peakAt] = [depth, now];
  }
  return { ...calibration, peakDepth, drainSeconds: peakDepth > 0 ? emptyAt - peakAt : 0 };
}

/** When the queue is deepest by the prediction, in seconds since the first arrival: at the end of its spike. */
export function spikeEnd(phases: readonly Phase[]): number {
  const most = Math.max(...phases.map(({ rate }) => rate));
  const spike = phases.findLastIndex(({ rate }) => rate === most);
  return phases.slice(0, spike + 1).reduce((sum, { seconds }) => sum + seconds, 0);
}
