import type { Result } from './result.ts';

/** What a run found, before it is judged. */
export type Findings = Omit<Result, 'verdict' | 'reasons'>;

/** How far a measurement may be from its prediction. */
const tolerance = { least: 0.9, most: 1.1 };

/** Beyond these the generator, not the system, decided when events arrived. */
const generatorBounds = { lagMs: 100, cpu: 0.9 };

/** The share of events that must wake an execution that waits. */
const leastWaking = 0.1;

/**
 * Judges a run. `invalid`: the load was not the one that was asked for, so nothing else can be said. `fail`: at least one
 * promise was broken. Each reason is a sentence with the numbers that make it true.
 */
export function judge(findings: Findings): Result {
  const saturated = saturation(findings);
  if (saturated.length > 0) return { ...findings, verdict: 'invalid', reasons: saturated };
  const reasons = [
    ...nothingLost(findings),
    ...onceOnly(findings),
    ...throttleHeld(findings),
    ...deadLettersRight(findings),
    ...ordersWoken(findings),
    ...asPredicted(findings),
  ];
  return { ...findings, verdict: reasons.length === 0 ? 'pass' : 'fail', reasons };
}

/** Whether all that speaks against a run is that it was faster or slower than predicted. */
export function missesOnlyPrediction(result: Result): boolean {
  const missed = asPredicted(result);
  return missed.length > 0 && missed.length === result.reasons.length;
}

function saturation({
  generatorLagMs,
  generatorCpu,
  offered,
  accepted,
  rejected,
  failed,
  partial,
}: Findings) {
  const answered = accepted + rejected + failed;
  return [
    ...when(
      generatorLagMs.p99 > generatorBounds.lagMs,
      `The generator was saturated: 1 % of its sends left more than ${generatorLagMs.p99.toFixed(0)} ms late, ${generatorBounds.lagMs} ms are allowed`,
    ),
    ...when(
      generatorCpu > generatorBounds.cpu,
      `The generator was saturated: it used ${(100 * generatorCpu).toFixed(0)} % of a core, ${100 * generatorBounds.cpu} % are allowed`,
    ),
    ...when(accepted === 0, 'No event was accepted: there is nothing to judge'),
    ...when(
      !partial && answered !== offered,
      `${offered} events were offered and ${answered} answered: the generator lost count`,
    ),
  ];
}

function nothingLost({ acceptedUnique, committed, deadLettered, queued, lost, partial }: Findings) {
  const accounted = committed + deadLettered + queued;
  return [
    ...when(
      lost !== 0 || accounted !== acceptedUnique,
      `Lost: ${acceptedUnique} different events were accepted, but ${committed} committed + ${deadLettered} dead-lettered + ${queued} queued make ${accounted}`,
    ),
    ...when(!partial && queued > 0, `The queue was not drained: ${queued} events still wait in it`),
  ];
}

const onceOnly = ({ duplicateEffects }: Findings) =>
  when(duplicateEffects > 0, `${duplicateEffects} events had more than one effect`);

function throttleHeld({ limit, peakWorkers, maxSessions, peakSessions, refusedSessions }: Findings) {
  return [
    ...when(peakWorkers > limit, `${peakWorkers} workers were at work at once, the limit is ${limit}`),
    ...when(
      peakSessions > maxSessions,
      `PostgreSQL held ${peakSessions} sessions of the workers, limit × pool is ${maxSessions}`,
    ),
    ...when(refusedSessions > 0, `PostgreSQL refused ${refusedSessions} sessions`),
  ];
}

const deadLettersRight = ({ wronglyDeadLettered, deadLettered }: Findings) =>
  when(
    wronglyDeadLettered > 0,
    `The dead letters are not exactly the poison: ${wronglyDeadLettered} of ${deadLettered} differ`,
  );

function ordersWoken({ partial, waiting, woken, acceptedUnique }: Findings) {
  if (partial) return [];
  return [
    ...when(woken < waiting, `${waiting - woken} of ${waiting} paid orders were never woken`),
    ...when(
      waiting < leastWaking * acceptedUnique,
      `Only ${waiting} of ${acceptedUnique} events had a waiting order to wake, at least a tenth must`,
    ),
  ];
}

function asPredicted(findings: Findings) {
  if (findings.partial) return [];
  const { peakDepth, predictedPeakDepth, drainSeconds, predictedDrainSeconds } = findings;
  return [
    ...near('peak depth of the queue', peakDepth, predictedPeakDepth, 'events'),
    ...near('time to drain', drainSeconds, predictedDrainSeconds, 's'),
  ];
}

/** A prediction of zero says that the scenario lets no queue build up: there is no ratio to hold. */
function near(what: string, measured: number, predicted: number, unit: string): string[] {
  if (predicted === 0) return [];
  const ratio = measured / predicted;
  const isNear = ratio >= tolerance.least && ratio <= tolerance.most;
  return when(
    !isNear,
    `The ${what} was ${measured.toFixed(1)} ${unit}, predicted ${predicted.toFixed(1)}: ${ratio.toFixed(2)} × is outside ${tolerance.least}-${tolerance.most}`,
  );
}

const when = (broken: boolean, reason: string): string[] => (broken ? [reason] : []);
