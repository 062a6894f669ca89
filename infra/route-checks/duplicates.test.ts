import { expect, test } from 'vitest';
import { duplicates } from './duplicates.ts';
import { problemsOf } from './testing.ts';

const old = "'GET /books': { owner: 'legacy', access: 'public' },";
const others = "'GET /films': { owner: 'films', access: 'public' },";

test.each([
  ['key for key', "'GET /books': { owner: 'books', access: 'public' },"],
  ['but for its spaces', "'GET    /books': { owner: 'books', access: 'public' },"],
])('a line that stands twice, %s, is refused with both', (_, again) => {
  expect(problemsOf(duplicates, old, others, again)).toEqual([
    'infra/routes.ts:1 and infra/routes.ts:3: GET /books stands here 2 times, of which API Gateway can have one. Keep one line.' +
      `\n    ${old}\n    ${again}`,
  ]);
});

test('two methods of a path are two lines', () => {
  expect(problemsOf(duplicates, old, "'PUT /books': { owner: 'books', access: 'operator' },")).toEqual([]);
});
