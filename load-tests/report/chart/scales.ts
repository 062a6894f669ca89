import { scaleLinear } from 'd3-scale';
import type { Chart } from './model.ts';
import { shortNumber } from './number.ts';

/** A place on an axis and what is written there. */
export interface Tick {
  at: number;
  label: string;
}

/** An axis: a value's place between 0 and 1, and the values that are named. */
export interface Axis {
  place(value: number): number;
  ticks: Tick[];
}

/** The axis of time also says its ends, in seconds. */
export interface TimeAxis extends Axis {
  span: readonly [from: number, to: number];
}

/** How many values of time are named, about: fewer where plots share the width. */
const ticks = { alone: 6, several: 4 };

/** Up to here an axis of time counts in seconds, from here in minutes. */
const longestInSeconds = 150;

/** The axis of time that all plots of all charts share, from the first moment of any to the last. */
export function timeAxis(charts: readonly Chart[]): TimeAxis {
  const moments = charts.flatMap((chart) =>
    chart.plots.flatMap(({ seconds }) => [seconds[0], seconds.at(-1)]),
  );
  const known = moments.filter((moment) => moment !== undefined);
  const [from, to] = [Math.min(0, ...known), Math.max(1, ...known)];
  const [unit, name] = to - from > longestInSeconds ? [60, 'min'] : [1, 's'];
  const count = charts.some(({ plots }) => plots.length > 1) ? ticks.several : ticks.alone;
  const scale = scaleLinear([from / unit, to / unit], [0, 1]);
  return {
    span: [from, to],
    place: (seconds) => scale(seconds / unit),
    ticks: scale
      .ticks(count)
      .map((value) => ({ at: scale(value), label: value === 0 ? '0' : `${shortNumber(value)} ${name}` })),
  };
}

/** The axis of values that all plots of a chart share: from zero, and with room for every level. */
export function valueAxis({ plots }: Chart): Axis {
  const values = plots.flatMap(({ series, levels }) => [
    ...series.flatMap((each) => each.values),
    ...levels.map(({ value }) => value),
  ]);
  const greatest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const scale = scaleLinear([0, greatest || 1], [0, 1]).nice(3);
  return {
    place: scale,
    ticks: scale.ticks(3).map((value) => ({ at: scale(value), label: compact(value) })),
  };
}

const compact = (value: number) => (value >= 10_000 ? `${shortNumber(value / 1000)}k` : shortNumber(value));
