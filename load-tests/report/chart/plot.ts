import { area, line } from 'd3-shape';
import { element, textElement } from './markup.ts';
import type { Band, Level, Plot } from './model.ts';
import type { Axis } from './scales.ts';

/** Room above the values for a label and below them for the axis of time, in pixels. */
export const room = { above: 16, below: 20, left: 46, right: 10 };

/** Pixels between the base lines of two labels. */
const labelHeight = 13;

/** The axes of a plot and its height in pixels, without the room above and below. */
export interface Frame {
  time: Axis;
  value: Axis;
  height: number;
}

/**
 * The inside of an SVG element that is `height + room.above + room.below` high and of any width. Along the axis of time
 * everything is in percent, so that a plot takes the width that it gets and its text keeps its size. Labels of the value
 * axis hang out to the left by `room.left`.
 */
export function plotMarkup(plot: Plot, { time, value, height }: Frame): string {
  const fromTop = (amount: number) => room.above + height * (1 - value.place(amount));
  return [
    ...value.ticks.map((tick) => valueTick(room.above + height * (1 - tick.at), tick.label)),
    ...time.ticks.map((tick) =>
      textElement(
        'text',
        { class: 'tick', x: percent(tick.at), y: room.above + height + 15, 'text-anchor': 'middle' },
        tick.label,
      ),
    ),
    ...plot.bands.map((each) => band(each, time, height)),
    curves(plot, { time, value, height }),
    ...levels(plot.levels, fromTop),
    plot.seconds.length === 0
      ? textElement(
          'text',
          { class: 'label', x: '50%', y: room.above + height / 2, 'text-anchor': 'middle' },
          'nothing was measured',
        )
      : '',
    element('line', {
      class: 'cross',
      x1: 0,
      x2: 0,
      y1: room.above,
      y2: room.above + height,
      visibility: 'hidden',
    }),
  ].join('');
}

function valueTick(y: number, label: string) {
  return (
    element('line', { class: 'grid', x1: '0', x2: '100%', y1: decimal(y), y2: decimal(y) }) +
    textElement('text', { class: 'tick', x: -8, y: decimal(y + 4), 'text-anchor': 'end' }, label)
  );
}

/** As much of it as there is time for: the plot may end before it. */
function band({ from, to, label }: Band, time: Axis, height: number) {
  const [start, end] = [Math.min(1, time.place(from)), Math.min(1, time.place(to))];
  if (start === end) return '';
  const text = { class: 'label', x: percent((start + end) / 2), y: room.above + 11, 'text-anchor': 'middle' };
  return (
    element('rect', {
      class: 'band',
      x: percent(start),
      width: percent(end - start),
      y: room.above,
      height,
    }) + textElement('text', text, label)
  );
}

/** The user space of the curves is stretched to the width of the plot; their strokes are not. */
const curveSpace = 1000;

function curves({ seconds, series }: Plot, { time, value, height }: Frame) {
  const x = (index: number) => tenth(curveSpace * time.place(seconds[index] ?? 0));
  const y = (amount: number | null) => tenth(height * (1 - value.place(amount ?? 0)));
  const path = (index: number, classes: string, d: string | null) =>
    element('path', { class: `curve ${classes}`, 'data-series': index, d: d ?? '' });
  const paths = series.flatMap(({ shape, tone, values }, index) => {
    const points = [...values];
    const along = (_: unknown, each: number) => x(each);
    if (shape !== 'area')
      return path(index, `${shape} tone-${tone}`, line<number | null>(along, y).defined(isKnown)(points));
    return [
      path(index, `area tone-${tone}`, area<number | null>(along, height, y).defined(isKnown)(points)),
      path(index, `line tone-${tone}`, line<number | null>(along, y).defined(hasEdge(points))(points)),
    ];
  });
  const viewBox = `0 0 ${curveSpace} ${height}`;
  const place = {
    y: room.above,
    width: '100%',
    height,
    viewBox,
    preserveAspectRatio: 'none',
    overflow: 'visible',
  };
  return element('svg', place, ...paths);
}

const isKnown = (amount: number | null) => amount !== null;

/** An area that is empty has no upper edge: it would hide the axis. */
const hasEdge = (points: readonly (number | null)[]) => (amount: number | null, index: number) =>
  amount !== null && [index - 1, index, index + 1].some((each) => (points[each] ?? 0) > 0);

/** Labels stand above their lines, from the bottom up, and make way for one another. */
function levels(all: readonly Level[], fromTop: (value: number) => number) {
  let below = Number.POSITIVE_INFINITY;
  return all
    .toSorted((one, other) => one.value - other.value)
    .map(({ value, label, shape }) => {
      const y = decimal(fromTop(value));
      below = Math.min(fromTop(value) - 4, below - labelHeight);
      const text = { class: `label ${shape}`, x: '100%', y: decimal(below), 'text-anchor': 'end' };
      return (
        element('line', { class: `level ${shape}`, x1: '0', x2: '100%', y1: y, y2: y }) +
        textElement('text', text, label)
      );
    });
}

const tenth = (value: number) => Math.round(value * 10) / 10;
const decimal = (value: number) => value.toFixed(1);
const percent = (share: number) => `${(100 * share).toFixed(2)}%`;
