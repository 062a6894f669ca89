import { expect, test } from 'vitest';
import { element } from './markup.ts';
import type { Plot } from './model.ts';
import { plotMarkup, room } from './plot.ts';
import { timeAxis, valueAxis } from './scales.ts';
import { elementsOf, lineOf, parseXml, plotOf, textOf } from './testing.ts';

const height = 100;

function drawn(plot: Plot) {
  const chart = { title: '', note: '', unit: '', plots: [plot] };
  const frame = { time: timeAxis([chart]), value: valueAxis(chart), height };
  return elementsOf(parseXml(element('svg', {}, plotMarkup(plot, frame))));
}

const curves = (plot: Plot) => drawn(plot).filter(({ name }) => name === 'path');
const ofClass = (plot: Plot, name: string) =>
  drawn(plot).filter(({ attributes }) => attributes['class']?.split(' ').includes(name));

test('a line goes through its values, from the left edge to the right and from the bottom to the top', () => {
  expect(curves(plotOf(lineOf([0, 10, 5])))[0]?.attributes['d']).toBe('M0,100L500,0L1000,50');
});

test('a line has a gap where there is no value', () => {
  expect(curves(plotOf(lineOf([0, 10, null, 10, 0])))[0]?.attributes['d']).toBe(
    'M0,100L250,0M750,0L1000,100',
  );
});

test('an area that is empty has no upper edge that would hide the axis', () => {
  const [fill, edge] = curves(plotOf(lineOf([0, 0, 0, 10], { shape: 'area' })));
  expect(fill?.attributes['d']).toMatch(/Z$/);
  expect(edge?.attributes['d']).toBe('M666.7,100L1000,0');
});

test('a plot names its levels, and the names do not overlap', () => {
  const level = (value: number) => ({ label: `limit ${value}`, value, shape: 'limit' as const });
  const labels = ofClass({ ...plotOf(lineOf([10])), levels: [level(10), level(9.9), level(0)] }, 'label');
  expect(labels.map(textOf).toSorted()).toEqual(['limit 0', 'limit 10', 'limit 9.9']);
  const heights = labels
    .map(({ attributes }) => Number(attributes['y']))
    .toSorted((one, other) => one - other);
  for (const [index, y] of heights.entries())
    expect(y - (heights[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(12);
  expect(Math.max(...heights)).toBeLessThan(room.above + height);
});

test.each([
  [{ from: 1, to: 2 }, '50.00%', '50.00%'],
  [{ from: 0, to: 9 }, '0.00%', '100.00%'],
])('a band ends with the plot: %o', (span, x, width) => {
  const [band] = ofClass({ ...plotOf(lineOf([1, 1, 1])), bands: [{ label: 'away', ...span }] }, 'band');
  expect(band?.attributes).toMatchObject({ x, width });
});

test('a band after the end of the plot is not drawn', () => {
  expect(ofClass({ ...plotOf(lineOf([1, 1])), bands: [{ label: 'away', from: 5, to: 6 }] }, 'band')).toEqual(
    [],
  );
});

test('a plot without a moment says so', () => {
  expect(ofClass(plotOf(), 'label').map(textOf)).toEqual(['nothing was measured']);
});
