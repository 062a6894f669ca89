import type { Result } from '../result.ts';
import { shortNumber } from './chart/number.ts';

/** A table of text: `head` names the columns, the first cell of a row names the row. */
export interface Table {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** The key figures of one run, or of several in a column each. */
export function keyFigures(runs: readonly { title: string; result: Result }[]): Table[] {
  return groups.map(({ caption, rows }) => ({
    caption,
    head: ['', ...runs.map(({ title }) => title)],
    rows: rows.map(([name, figure]) => [name, ...runs.map(({ result }) => figure(result))]),
  }));
}

type Row = [name: string, figure: (result: Result) => string];

const number = shortNumber;
const of = (part: number, whole: number) => `${number(part)} of ${number(whole)}`;

const groups: { caption: string; rows: Row[] }[] = [
  {
    caption: 'What became of the events',
    rows: [
      ['Sent', ({ offered }) => number(offered)],
      ['Queued (202)', ({ accepted }) => number(accepted)],
      [
        'Turned away (429) · failed otherwise',
        ({ rejected, failed }) => `${number(rejected)} · ${number(failed)}`,
      ],
      ['Queued, without the duplicates', ({ acceptedUnique }) => number(acceptedUnique)],
      ['… committed', ({ committed }) => number(committed)],
      [
        '… dead-lettered (wrongly)',
        (result) => `${number(result.deadLettered)} (${number(result.wronglyDeadLettered)})`,
      ],
      ['… still in the queue', ({ queued }) => number(queued)],
      ['… lost', ({ lost }) => number(lost)],
      ['Effects beyond the first', ({ duplicateEffects }) => number(duplicateEffects)],
      ['Waiting orders that woke', ({ woken, waiting }) => of(woken, waiting)],
    ],
  },
  {
    caption: 'What the throttle kept',
    rows: [
      ['Workers at once · limit', ({ peakWorkers, limit }) => `${number(peakWorkers)} · ${number(limit)}`],
      [
        'Database sessions · maximum',
        ({ peakSessions, maxSessions }) => `${number(peakSessions)} · ${number(maxSessions)}`,
      ],
      ['Sessions refused', ({ refusedSessions }) => number(refusedSessions)],
    ],
  },
  {
    caption: 'Measured · predicted',
    rows: [
      ['Deepest queue', (result) => against(result.peakDepth, result.predictedPeakDepth, '')],
      ['Time to drain', (result) => against(result.drainSeconds, result.predictedDrainSeconds, ' s')],
      ['Oldest event', ({ oldestAge }) => `${number(oldestAge)} s`],
    ],
  },
  {
    caption: 'Time from the intended send (p50 · p90 · p99 · greatest)',
    rows: [
      ['To the answer', ({ latencyMs }) => latencies(latencyMs, 1, ' ms')],
      ['To the commit', ({ endToEndMs }) => latencies(endToEndMs, 1000, ' s')],
    ],
  },
  {
    caption: 'The generator',
    rows: [
      [
        'Sends late (p99 · greatest)',
        ({ generatorLagMs: { p99, max } }) => `${number(p99)} · ${number(max)} ms`,
      ],
      ['Share of a core', ({ generatorCpu }) => `${number(100 * generatorCpu)} %`],
    ],
  },
];

/** A prediction of zero expects no queue: there is no ratio. */
const against = (measured: number, predicted: number, unit: string) =>
  `${number(measured)}${unit} · ${number(predicted)}${unit}${predicted > 0 ? ` (${(measured / predicted).toFixed(2)} ×)` : ''}`;

const latencies = ({ p50, p90, p99, max }: Result['latencyMs'], divisor: number, unit: string) =>
  [p50, p90, p99, max].map((value) => number(value / divisor)).join(' · ') + unit;
