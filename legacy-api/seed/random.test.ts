import { expect, test } from 'vitest';
import { mulberry32 } from './random.ts';

test('mulberry32 gives the published sequence for a seed', () => {
  const random = mulberry32(42);
  const drawn = Array.from({ length: 3 }, () => random.between(0, 2 ** 32 - 1));
  expect(drawn).toEqual([2_581_720_956, 1_925_393_290, 3_661_312_704]);
});

test('every number between the bounds comes up, and none outside', () => {
  const random = mulberry32(1);
  const drawn = new Set(Array.from({ length: 500 }, () => random.between(3, 6)));
  expect(drawn).toEqual(new Set([3, 4, 5, 6]));
});

test('nothing can be picked from an empty list', () => {
  expect(() => mulberry32(1).pick([])).toThrow('the list is empty');
});
