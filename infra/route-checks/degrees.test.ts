import { expect, test } from 'vitest';
import { degrees } from './degrees.ts';
import { problemsOf } from './testing.ts';

const line = (rest: string, key = 'GET /books', moves = ", movesBetween: ['legacy', 'books']") =>
  `'${key}': { owner: 'books', access: 'public'${moves}, ${rest} },`;

test.each([0, 100, -1, 12.5, 1000])('a canary of %d percent is refused', (percent) => {
  const bad = line(`canary: { to: 'legacy', percent: ${percent} }`);
  expect(problemsOf(degrees, bad)).toEqual([
    `infra/routes.ts:1: percent is ${percent}; expected a whole number from 1 to 99. For none or all of the callers the owner is enough.\n    ${bad}`,
  ]);
});

test.each([
  [
    "shadow: 'legacy'",
    'shadow at PUT /books/{id} would do its writes twice. Move writes at once, by the owner.',
  ],
  [
    "canary: { to: 'legacy', percent: 5 }",
    'canary at PUT /books/{id} would give its writes two owners. Move writes at once, by the owner.',
  ],
])('a write moves at once: %s is refused', (rest, problem) => {
  const bad = line(rest, 'PUT /books/{id}');
  expect(problemsOf(degrees, bad)).toEqual([`infra/routes.ts:1: ${problem}\n    ${bad}`]);
  expect(problemsOf(degrees, line(rest, 'ANY /books'))).toHaveLength(1);
});

test.each([
  ["shadow: 'books'", 'shadow is "books"; expected "legacy", the other one of movesBetween. Name it.'],
  ["shadow: 'films'", 'shadow is "films"; expected "legacy", the other one of movesBetween. Name it.'],
  [
    "canary: { to: 'books', percent: 5 }",
    'canary is to "books"; expected "legacy", the other one of movesBetween. Name it.',
  ],
  [
    "shadow: 'legacy', canary: { to: 'legacy', percent: 5 }",
    'shadow and canary exclude each other: first compare, then let callers over. Remove one of them.',
  ],
])('{ %s } is refused', (rest, problem) => {
  const bad = line(rest);
  expect(problemsOf(degrees, bad)).toEqual([`infra/routes.ts:1: ${problem}\n    ${bad}`]);
});

test('what moves nowhere has no other side', () => {
  const bad = line("shadow: 'legacy'", 'GET /books', '');
  expect(problemsOf(degrees, bad)).toEqual([
    `infra/routes.ts:1: shadow is "legacy", but the route moves nowhere. Say by movesBetween which two have it.\n    ${bad}`,
  ]);
});

test.each([
  "shadow: 'legacy'",
  "canary: { to: 'legacy', percent: 1 }",
  "canary: { to: 'legacy', percent: 99 }",
])('{ %s } is not', (rest) => {
  expect(problemsOf(degrees, line(rest))).toEqual([]);
});
