import { expect, test } from 'vitest';
import { handlers } from './handlers.ts';
import { problemsOf } from './testing.ts';

test.each([
  ["'PATCH /books/{id}': { owner: 'books', access: 'public' },", 'PATCH /books/{id}'],
  [
    "'GET /films/{id}': { owner: 'legacy', access: 'public', movesBetween: ['legacy', 'books'] },",
    'GET /films/{id}',
  ],
  ["'ANY /books/{id}/pages': { owner: 'books', access: 'public' },", 'ANY /books/{id}/pages'],
])('a route of a service without a handler for it is refused: %s', (line, route) => {
  expect(problemsOf(handlers, line)).toEqual([
    `infra/routes.ts:1: books has no handler for ${route}: it has GET /books, PUT /books/{id}. Write one, or name who has it.\n    ${line}`,
  ]);
});

test('of the methods that ANY stands for, a handler of one is enough', () => {
  expect(problemsOf(handlers, "'ANY /books/{id}': { owner: 'books', access: 'public' },")).toEqual([]);
});

test('what is refused needs no handler', () => {
  expect(problemsOf(handlers, "'ANY /films': { owner: 'books', access: 'refused' },")).toEqual([]);
});
