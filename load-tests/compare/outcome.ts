import type { Result } from '../result.ts';
import type { SampleOutcome } from './sample.ts';
import { published } from './sample-template.ts';
import { type VariantName, variants } from './variants.ts';

/** What the burst did to one variant of the system. */
export interface BurstOutcome {
  name: VariantName;
  result: Result;
  /** Attempts to invoke the worker that were throttled. */
  throttled: number;
  /** Messages that were received more than once. */
  receivedAgain: number;
}

/** What the comparison should have shown and did not, one sentence each; empty when it shows all of it. */
export const brokenOutcomes = (
  bursts: readonly BurstOutcome[],
  sample: readonly SampleOutcome[],
): string[] =>
  bursts.length < variants.length || sample.length === 0 || bursts.some(({ result }) => result.partial)
    ? ['The comparison was stopped before its end']
    : [...bursts.flatMap(brokenBurst), ...sample.flatMap(brokenSample)];

function brokenBurst({ name, result, throttled, receivedAgain }: BurstOutcome): string[] {
  if (result.verdict === 'invalid') return result.reasons.map((reason) => `The run with ${name}: ${reason}`);
  const { acceptedUnique, committed, deadLettered, queued, lost, refusedSessions } = result;
  const accounted = committed + deadLettered + queued;
  const lossless = when(
    lost !== 0 || accounted !== acceptedUnique,
    `With ${name}, ${acceptedUnique} events were accepted and ${accounted} are committed, dead-lettered or queued`,
  );
  switch (name) {
    case 'no throttle':
      return [
        ...lossless,
        ...when(
          refusedSessions === 0,
          'Without a throttle, PostgreSQL refused no session: it was not exhausted',
        ),
      ];
    // That it receives messages again takes a batch that is throttled for a whole visibility timeout, which is longer than
    // this run: the sample shows it.
    case 'reserved concurrency':
      return [
        ...lossless,
        ...when(throttled === 0, 'With reserved concurrency, the worker was never throttled'),
      ];
    case 'maximum concurrency':
      return [
        ...lossless,
        ...when(
          refusedSessions > 0,
          `With maximum concurrency, PostgreSQL refused ${refusedSessions} sessions`,
        ),
        ...when(throttled > 0, `With maximum concurrency, the worker was throttled ${throttled} times`),
        ...when(receivedAgain > 0, `With maximum concurrency, ${receivedAgain} messages were received again`),
      ];
  }
}

function brokenSample(outcome: SampleOutcome): string[] {
  const { throttle, processed, throttled, receivedAgain, deadLettered } = outcome;
  const setting = `AWS's sample with ${throttle} and maxReceiveCount ${outcome.maxReceiveCount}`;
  const unfinished = when(
    processed !== published.messages || deadLettered > 0,
    `${setting} processed ${processed} of ${published.messages} messages and dead-lettered ${deadLettered}`,
  );
  if (throttle === 'maximum concurrency')
    return [
      ...unfinished,
      ...when(
        throttled > 0 || receivedAgain > 0,
        `${setting} was throttled ${throttled} times and received ${receivedAgain} messages again`,
      ),
    ];
  const unthrottled = when(throttled === 0, `${setting} was never throttled`);
  if (outcome.maxReceiveCount === published.maxReceiveCount)
    return [
      ...unthrottled,
      ...when(
        processed === published.messages || deadLettered === 0,
        `${setting} lost no message to the dead-letter queue`,
      ),
    ];
  return [
    ...unthrottled,
    ...unfinished,
    ...when(receivedAgain === 0, `${setting} received no message again`),
  ];
}

const when = (broken: boolean, reason: string): string[] => (broken ? [reason] : []);
