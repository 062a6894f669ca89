import { expect, test } from 'vitest';
import type { Chart } from './model.ts';
import { timeAxis, valueAxis } from './scales.ts';
import { lineOf, plotOf } from './testing.ts';

const chart = (...plots: Chart['plots']): Chart => ({ title: '', note: '', unit: '', plots });

test('plots side by side share the greatest value of any', () => {
  const axis = valueAxis(chart(plotOf(lineOf([1, 2])), plotOf(lineOf([null, 40]))));
  expect(axis.place(0)).toBe(0);
  expect(axis.place(40)).toBe(1);
});

test('a limit that nothing came near has its place on the axis', () => {
  const plot = { ...plotOf(lineOf([1])), levels: [{ label: '', value: 100, shape: 'limit' as const }] };
  expect(valueAxis(chart(plot)).place(100)).toBe(1);
});

test('all charts share the time from the first moment of any to the last', () => {
  const early = { ...plotOf(lineOf([1, 1])), seconds: [-1, 3] };
  const late = { ...plotOf(lineOf([1, 1])), seconds: [2, 9] };
  expect(timeAxis([chart(early), chart(late)]).span).toEqual([-1, 9]);
});

test.each([
  [20, ['0', '5 s', '10 s', '15 s', '20 s']],
  [600, ['0', '2 min', '4 min', '6 min', '8 min', '10 min']],
])('%d seconds are named in a unit that people use', (last, names) => {
  const plot = { ...plotOf(lineOf([1, 1])), seconds: [0, last] };
  expect(timeAxis([chart(plot)]).ticks.map(({ label }) => label)).toEqual(names);
});

test('without any value there are axes all the same', () => {
  const empty = chart(plotOf());
  expect(timeAxis([empty]).span).toEqual([0, 1]);
  expect(valueAxis(empty).place(0)).toBe(0);
});
