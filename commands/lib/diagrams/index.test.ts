import { expect, test } from 'vitest';
import { diagrams, staleDiagrams } from './index.ts';

test('every diagram of the documentation is what the code says: else run "npm run diagrams"', () => {
  expect(staleDiagrams(diagrams).map(({ file }) => file)).toEqual([]);
});

test('a diagram is stale when its file says something else, or is missing', () => {
  const changed = { file: 'docs/patterns/state-machine.svg', draw: () => '<svg/>' };
  const missing = { file: 'docs/patterns/no-such.svg', draw: () => '<svg/>' };
  expect(staleDiagrams([changed, missing])).toEqual([changed, missing]);
});

test.each(diagrams)('$file is drawn to the same bytes every time', ({ draw }) => {
  expect(draw()).toBe(draw());
});
