import type { Result } from '../result.ts';
import type { Band, Chart, Level, Plot, Series } from './chart/model.ts';
import { shortNumber } from './chart/number.ts';
import { commitDelays, drawnSamples, expected, outageOf, perSecond } from './moments.ts';
import { isPredicted } from './words.ts';

/** A run, with the name that it has beside others. */
export interface Run {
  title?: string;
  result: Result;
}

type Curves = { series: Series[]; levels?: Level[] };

/** The story of one run or of several side by side: six quantities on one axis of time. */
export function loadTestCharts(runs: readonly Run[]): Chart[] {
  const all = runs.map((run) => ({ run, curves: curvesOf(run.result) }));
  return quantities.map(({ key, ...chart }) => ({
    ...chart,
    plots: all.map(({ run, curves }): Plot => {
      const { series, levels = [] } = curves[key];
      const { seconds, bands } = curves;
      return { ...(run.title !== undefined && { title: run.title }), seconds, bands, series, levels };
    }),
  }));
}

const quantities = [
  {
    key: 'rates',
    title: 'Events per second',
    note: 'How fast events arrive, how many the API queues (202) or turns away (429), and how fast the workers commit them to the database: at their own pace, whatever arrives.',
    unit: '/s',
  },
  {
    key: 'queue',
    title: 'Waiting in the queue',
    note: 'Messages that no worker has yet. The queue holds what the database could not take at once.',
    unit: '',
  },
  {
    key: 'workers',
    title: 'Workers at the same time',
    note: 'Copies of the function that are at work in the database. The limit is the throttle.',
    unit: '',
  },
  {
    key: 'sessions',
    title: 'Database sessions',
    note: 'Connections that the workers hold in PostgreSQL: the scarce thing that the throttle protects. At most limit × connections of a worker.',
    unit: '',
  },
  {
    key: 'age',
    title: 'Age of the oldest',
    note: 'How long the oldest event has waited that is accepted and not committed. Time is the price of the throttle.',
    unit: ' s',
  },
  {
    key: 'delay',
    title: 'From arrival to commit',
    note: 'How long ago the event arrived that is committed at this moment, estimated from the counts. p50 and p99 are measured: half of all events, and 99 in 100, took no longer.',
    unit: ' s',
  },
] as const;

function curvesOf(
  result: Result,
): Record<(typeof quantities)[number]['key'], Curves> & { seconds: number[]; bands: Band[] } {
  const samples = drawnSamples(result.samples);
  const prediction = expected(samples, result.prediction, outageOf(result));
  const line = (label: string, tone: Series['tone'], values: Series['values']): Series => ({
    label,
    tone,
    shape: 'line',
    values,
  });
  const area = (label: string, tone: Series['tone'], values: Series['values']): Series => ({
    label,
    tone,
    shape: 'area',
    values,
  });
  const predicted = (values: Series['values'], label = 'predicted'): Series[] =>
    isPredicted(result) ? [{ label, tone: 'ink', shape: 'dashed', values }] : [];
  return {
    seconds: samples.map(({ at }) => at / 1000),
    bands: bands(result),
    rates: {
      series: [
        area('arriving', 'muted', perSecond(samples, 'offered')),
        line('queued (202)', 'green', perSecond(samples, 'accepted')),
        area('turned away (429)', 'red', perSecond(samples, 'rejected')),
        line('committed', 'blue', perSecond(samples, 'committed')),
        ...predicted(
          prediction.map(({ depth, drain }) => (depth < 1 ? null : drain)),
          'predicted drain',
        ),
      ],
    },
    queue: {
      series: [
        area(
          'waiting',
          'orange',
          samples.map(({ queued }) => queued),
        ),
        line(
          'with a worker',
          'green',
          samples.map(({ inFlight }) => inFlight),
        ),
        ...predicted(prediction.map(({ depth }) => depth)),
      ],
      levels: queueLevels(result),
    },
    workers: {
      series: [
        area(
          'at work',
          'green',
          samples.map(({ workers }) => workers),
        ),
      ],
      levels: limitLevel('limit', result.limit),
    },
    sessions: {
      series: [
        area(
          'open',
          'blue',
          samples.map(({ sessions }) => sessions),
        ),
      ],
      levels: limitLevel('maximum', result.maxSessions),
    },
    age: {
      series: [
        area(
          'oldest',
          'purple',
          samples.map(({ oldestAge }) => oldestAge),
        ),
        ...predicted(prediction.map(({ age }) => age)),
      ],
    },
    delay: {
      series: [line('estimated', 'purple', commitDelays(samples, result))],
      levels: (['p50', 'p99'] as const).map((key) => ({
        label: `${key} ${shortNumber(result.endToEndMs[key] / 1000)} s`,
        value: result.endToEndMs[key] / 1000,
        shape: 'measured',
      })),
    },
  };
}

/** A run without a throttle has no limit to draw. */
const limitLevel = (name: string, value: number): Level[] =>
  Number.isFinite(value) ? [{ label: `${name} ${shortNumber(value)}`, value, shape: 'limit' }] : [];

function queueLevels({ predictedPeakDepth }: Result): Level[] {
  if (!(predictedPeakDepth > 0)) return [];
  const label = `predicted peak ${shortNumber(predictedPeakDepth)}`;
  return [{ label, value: predictedPeakDepth, shape: 'expected' }];
}

function bands(result: Result): Band[] {
  const outage = outageOf(result);
  if (outage === undefined) return [];
  return [{ label: 'database away', from: outage.afterSeconds, to: outage.afterSeconds + outage.seconds }];
}
