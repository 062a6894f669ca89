import { expect, test } from 'vitest';
import { problemsOf } from './testing.ts';
import { writers } from './writers.ts';

const line = (method: string, owner: string, rest = ", movesBetween: ['legacy', 'books']") =>
  `'${method} /books/{id}': { owner: '${owner}', access: 'operator'${rest} },`;

test.each([
  ['PUT', 'DELETE'],
  ['POST', 'PATCH'],
  ['PUT', 'ANY'],
])('%s and %s of a path that moves may not have two owners', (one, other) => {
  const [mine, theirs] = [line(one, 'books'), line(other, 'legacy')];
  expect(problemsOf(writers, mine, theirs)).toEqual([
    `infra/routes.ts:1 and infra/routes.ts:2: ${one} and ${other} of /books/{id} belong to books and legacy, but what moves has one owner of its writes. Move them together.` +
      `\n    ${mine}\n    ${theirs}`,
  ]);
});

test('reads move without the writes', () => {
  expect(problemsOf(writers, line('GET', 'books'), line('PUT', 'legacy'), line('DELETE', 'legacy'))).toEqual(
    [],
  );
});

test('what does not move may be shared by its methods, and a refusal writes nothing', () => {
  expect(problemsOf(writers, line('PUT', 'books', ''), line('DELETE', 'legacy', ''))).toEqual([]);
  const refused = "'ANY /books/{id}': { owner: 'gateway', access: 'refused' },";
  expect(problemsOf(writers, line('PUT', 'books'), refused)).toEqual([]);
});
