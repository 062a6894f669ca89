import { element, textElement } from './markup.ts';
import type { Chart, Plot, Series } from './model.ts';
import { rounded } from './number.ts';
import { type Frame, plotMarkup, room } from './plot.ts';
import { timeAxis, valueAxis } from './scales.ts';

/** Height of the values of a plot in pixels. */
const height = 112;

/** The charts as HTML, one below the other on one axis of time. chart/crosshair.js brings them to life. */
export function figures(charts: readonly Chart[]): string {
  const time = timeAxis(charts);
  const data = charts.map((chart) => chart.plots.map((plot) => plotData(chart, plot)));
  return element(
    'div',
    { class: 'charts', 'data-span': time.span.join(' ') },
    ...charts.map((chart) => figure(chart, { time, value: valueAxis(chart), height })),
    element('script', { type: 'application/json', class: 'chart-data' }, scriptText(data.flat())),
  );
}

function figure(chart: Chart, frame: Frame) {
  const caption = element(
    'figcaption',
    {},
    textElement('h3', {}, chart.title),
    textElement('p', { class: 'note' }, chart.note),
    element('div', { class: 'legend' }, ...(chart.plots[0]?.series ?? []).map(legendButton)),
  );
  const plots = chart.plots.map((plot) => plotElement(chart, plot, frame));
  return element(
    'figure',
    { class: chart.plots.length > 1 ? 'chart several' : 'chart' },
    caption,
    element('div', { class: 'plots' }, ...plots),
  );
}

/** A swatch of the series; it is also the mark in a picture. */
export const swatch = ({ shape, tone }: Pick<Series, 'shape' | 'tone'>): string =>
  shape === 'area'
    ? element('rect', { class: `curve area tone-${tone}`, width: 18, height: 8, y: 1 })
    : element('path', { class: `curve ${shape} tone-${tone}`, d: 'M0 5H18' });

function legendButton(series: Series, index: number) {
  return element(
    'button',
    { type: 'button', 'aria-pressed': 'true', 'data-series': index },
    element('svg', { width: 18, height: 10, 'aria-hidden': 'true' }, swatch(series)),
    textElement('span', {}, series.label),
  );
}

function plotElement(chart: Chart, plot: Plot, frame: Frame) {
  const name = plot.title === undefined ? chart.title : `${chart.title}, ${plot.title}`;
  const last = Math.max(0, plot.seconds.length - 1);
  return element(
    'div',
    { class: 'plot' },
    plot.title === undefined ? '' : textElement('p', { class: 'plot-title' }, plot.title),
    element(
      'div',
      {
        class: 'values',
        tabindex: 0,
        role: 'slider',
        'aria-label': `${name}: the moment to read`,
        'aria-valuemin': 0,
        'aria-valuemax': last,
        'aria-valuenow': last,
        'aria-valuetext': summary(plot),
      },
      element(
        'svg',
        { width: '100%', height: height + room.above + room.below, 'aria-hidden': 'true' },
        plotMarkup(plot, frame),
      ),
      element('div', { class: 'tip', hidden: '' }),
    ),
  );
}

/** What a screen reader says before a moment is chosen. */
const summary = ({ series, levels }: Plot) =>
  [
    ...series.map(
      ({ label, values }) => `${label}: up to ${rounded(Math.max(0, ...values.map((value) => value ?? 0)))}`,
    ),
    ...levels.map(({ label }) => label),
  ].join('; ');

/** What the crosshair reads: places between 0 and 1, seconds, and the values of each series. */
function plotData({ unit }: Chart, { seconds, series }: Plot) {
  return {
    unit,
    seconds: seconds.map(rounded),
    series: series.map(({ label, values }) => ({
      label,
      values: values.map((value) => value && rounded(value)),
    })),
  };
}

/** JSON that cannot end the script element it stands in. */
const scriptText = (data: unknown) => JSON.stringify(data).replaceAll('<', '\\u003c');
