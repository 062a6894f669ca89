import { expect, test } from 'vitest';
import { figures } from './figure.ts';
import { elementsOf, lineOf, parseXml, plotOf, textOf } from './testing.ts';

const hostile = '</script><b>&';

test('values reach the script as they are, and no label ends the element that they stand in', () => {
  const plot = plotOf(lineOf([1, null, 0, 2.00049], { label: hostile }));
  const html = figures([{ title: hostile, note: hostile, unit: hostile, plots: [plot] }]);
  const [data = '[]'] = /(?<=chart-data">)[^<]*(?=<\/script>)/.exec(html) ?? [];
  const series = [{ label: hostile, values: [1, null, 0, 2] }];
  expect(JSON.parse(data)).toEqual([{ unit: hostile, seconds: [0, 1, 2, 3], series }]);
});

test('one button shows or hides a series in all plots of a chart', () => {
  const plot = plotOf(lineOf([1], { label: 'a' }), lineOf([2], { label: 'b', shape: 'area' }));
  const nodes = elementsOf(parseXml(figures([{ title: '', note: '', unit: '', plots: [plot, plot] }])));
  const buttons = nodes.filter(({ name }) => name === 'button');
  expect(buttons.map(textOf)).toEqual(['a', 'b']);
  const paths = (series: string) =>
    nodes.filter(({ name, attributes }) => name === 'path' && attributes['data-series'] === series);
  expect(buttons.map(({ attributes }) => paths(attributes['data-series'] ?? '').length)).toEqual([2, 4]);
});

test('a screen reader hears the greatest value of each series', () => {
  const nodes = elementsOf(
    parseXml(figures([{ title: 'Speed', note: '', unit: '', plots: [plotOf(lineOf([1, 7]))] }])),
  );
  const slider = nodes.find(({ attributes }) => attributes['role'] === 'slider');
  expect(slider?.attributes).toMatchObject({
    'aria-label': 'Speed: the moment to read',
    'aria-valuetext': 'speed: up to 7',
  });
});
