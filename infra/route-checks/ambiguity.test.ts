import { expect, test } from 'vitest';
import { ambiguity } from './ambiguity.ts';
import { problemsOf } from './testing.ts';

const line = (key: string) => `'${key}': { owner: 'legacy', access: 'public' },`;

test.each([
  {
    one: 'GET /books/{id}',
    other: 'PUT /books/{isbn}',
    problem:
      '{id} and {isbn} both stand for what follows /books, and API Gateway takes one of them. Give both the same name, or keep one line.',
  },
  {
    one: 'GET /{shelf}/books',
    other: 'GET /{room}/films',
    problem:
      '{shelf} and {room} both stand for what follows /, and API Gateway takes one of them. Give both the same name, or keep one line.',
  },
  {
    one: 'ANY /books/{proxy+}',
    other: 'GET /books/{id}',
    problem:
      '{proxy+} and {id} both stand for what follows /books, and API Gateway takes one of them. Write /books/{id}/{proxy+} for what is deeper, and ANY /books/{id} for the other methods.',
  },
])('$one beside $other is refused with both', ({ one, other, problem }) => {
  expect(problemsOf(ambiguity, line(one), line('GET /films'), line(other))).toEqual([
    `infra/routes.ts:1 and infra/routes.ts:3: ${problem}\n    ${line(one)}\n    ${line(other)}`,
  ]);
});

test('names beside a variable segment are exceptions from it, and below it there may be another', () => {
  const keys = [
    'ANY /{proxy+}',
    'GET /books/{id}',
    'GET /books/new',
    'ANY /books/{id}',
    'ANY /books/{id}/{proxy+}',
  ];
  expect(problemsOf(ambiguity, ...keys.map(line))).toEqual([]);
});
