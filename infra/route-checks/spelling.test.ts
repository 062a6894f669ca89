import { expect, test } from 'vitest';
import { spelling } from './spelling.ts';
import { problemsOf } from './testing.ts';

test.each([
  ['GETT /books', 'GETT is no method. Write one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, ANY.'],
  ['GET /books/', '"" is no segment of a path.'],
  ['GET /books//{id}', '"" is no segment of a path.'],
  ['GET /books/{id', '"{id" is no segment of a path. Write a name, {parameter} or, at the end, {proxy+}.'],
  [
    'GET /via/legacy/books',
    'paths below /via are those of side doors. Remove the line: movesBetween opens them.',
  ],
])('%s is no line', (key, problem) => {
  const line = `'${key}': { owner: 'books', access: 'public' },`;
  expect(problemsOf(spelling, line)).toEqual([expect.stringContaining(`infra/routes.ts:1: ${problem}`)]);
  expect(problemsOf(spelling, line)).toEqual([expect.stringContaining(`\n    ${line}`)]);
});

test.each(['ANY /', 'GET /books', 'DELETE /books/{id}', 'ANY /{proxy+}', 'GET /well-known/a_b.json'])(
  '%s is one',
  (key) => {
    expect(problemsOf(spelling, `'${key}': { owner: 'books', access: 'public' },`)).toEqual([]);
  },
);
