import { shortNumber } from '../report/chart/number.ts';
import type { Table } from '../report/figures.ts';
import type { BurstOutcome } from './outcome.ts';
import type { SampleOutcome } from './sample.ts';
import { published, timeScale } from './sample-template.ts';

/** The outcome in one sentence: what each throttle did to the burst, or the first thing that did not come out. */
export function headline(bursts: readonly BurstOutcome[], [broken]: readonly string[]): string {
  if (broken !== undefined) return `The comparison did not come out as it should: ${broken}.`;
  const of = (name: BurstOutcome['name']) => bursts.find((burst) => burst.name === name);
  const refused = shortNumber(of('no throttle')?.result.refusedSessions ?? 0);
  const throttled = shortNumber(of('reserved concurrency')?.throttled ?? 0);
  return `Without a throttle the burst exhausted the database, which refused ${refused} connections; with reserved concurrency its batches were throttled ${throttled} times; with maximum concurrency neither happened.`;
}

/** What the report shows besides the key figures of the runs. */
export function tablesOf(
  bursts: readonly BurstOutcome[],
  sample: readonly SampleOutcome[],
  broken: readonly string[],
): Table[] {
  return [
    eventSourceTable(bursts),
    ...(sample.length > 0 ? [sampleTable(sample)] : []),
    ...(broken.length > 0
      ? [
          {
            caption: 'What did not come out as it should',
            head: [''],
            rows: broken.map((reason) => [reason]),
          },
        ]
      : []),
  ];
}

function eventSourceTable(bursts: readonly BurstOutcome[]): Table {
  const row = (name: string, figure: (burst: BurstOutcome) => number) => [
    name,
    ...bursts.map((burst) => shortNumber(figure(burst))),
  ];
  return {
    caption: 'What the event source did',
    head: ['', ...bursts.map(({ name }) => name)],
    rows: [
      row('Invocations that were throttled', ({ throttled }) => throttled),
      row('Messages received more than once', ({ receivedAgain }) => receivedAgain),
      row('Most messages in flight', ({ result }) =>
        Math.max(0, ...result.samples.map((seen) => seen.inFlight)),
      ),
    ],
  };
}

function sampleTable(sample: readonly SampleOutcome[]): Table {
  const { messages, workSeconds, limit, maxReceiveCount } = published;
  const nameOf = (outcome: SampleOutcome) =>
    `${outcome.throttle}, ${outcome.maxReceiveCount === maxReceiveCount ? 'as published' : 'fair'} (maxReceiveCount ${outcome.maxReceiveCount})`;
  return {
    caption: `AWS's published sample: ${messages} messages, ${workSeconds} s of work each, limit ${limit}; here every time is ${timeScale} of that`,
    head: ['', 'processed', 'throttled', 'received again', 'dead-lettered', 'seconds'],
    rows: sample.map((outcome) => [
      nameOf(outcome),
      ...[outcome.processed, outcome.throttled, outcome.receivedAgain, outcome.deadLettered].map(shortNumber),
      outcome.seconds.toFixed(1),
    ]),
  };
}
