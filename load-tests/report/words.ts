import type { Result } from '../result.ts';
import { scenarios } from '../scenarios.ts';
import { shortNumber } from './chart/number.ts';

/** The verdict in a word and a sign: colour alone says nothing to some. */
export function verdictText({ verdict, partial }: Pick<Result, 'verdict' | 'partial'>): string {
  return { pass: '✓ pass', fail: '✕ fail', invalid: '? invalid' }[verdict] + (partial ? ' · partial' : '');
}

/** The colour that goes with a verdict. */
export const verdictTone = { pass: 'green', fail: 'red', invalid: 'muted' } as const;

/** Where a run took place and what that shows. */
export function placeNote({ target }: Pick<Result, 'target'>): string {
  return target.kind === 'aws'
    ? 'Measured on AWS.'
    : 'Measured on one machine, where AWS is played as it is documented: this shows the model. Only a run with --url against a deployed stack shows AWS.';
}

/** Which run this was, for the line below the headline. */
export function runNote({ scenario, startedAt, seed }: Result): string {
  const instant = new Date(startedAt);
  const time = Number.isNaN(instant.getTime())
    ? startedAt
    : `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `Scenario “${scenario}”: ${scenarios[scenario].description}. ${time}, seed ${seed}.`;
}

/** Runs that only compare with one another are not predicted. */
export const isPredicted = ({ prediction }: Pick<Result, 'prediction'>) => prediction.workers > 0;

/** How the dashed lines came about: measured in calibrations before the run, not fitted to it. */
export function calibrationNote(result: Result): string {
  if (!isPredicted(result)) return 'Nothing was predicted: the runs compare with one another.';
  const { attempt, prediction } = result;
  const { workers, batch, serviceSeconds, drainRate } = prediction;
  const rate = (S: number, μ: number) => `S = ${(1000 * S).toFixed(0)} ms, μ = ${shortNumber(μ)} events/s`;
  const source =
    attempt === 1
      ? 'two calibrations, the lesser S of both'
      : `the two loads before it, the lesser S of both, because this one was sent ${attempt - 1} × before and was not as predicted`;
  return (
    `Dashed lines were predicted before the run, from ${source}: the queue drains at μ = C·b/S. ` +
    `C = ${shortNumber(workers)} workers at once, each with b = ${shortNumber(batch)} events for S seconds. ` +
    `While events arrive: ${rate(serviceSeconds.arriving, drainRate.arriving)}; after: ${rate(serviceSeconds.calm, drainRate.calm)}.`
  );
}
