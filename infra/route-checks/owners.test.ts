import { expect, test } from 'vitest';
import { owners } from './owners.ts';
import { problemsOf } from './testing.ts';

test.each([
  [
    "owner: 'boks', access: 'public'",
    'the owner is "boks", which is no service. Known are books, films, legacy.',
  ],
  [
    "owner: 'gateway', access: 'public'",
    'the owner is "gateway", which is no service. Known are books, films, legacy.',
  ],
  [
    "owner: 'books', access: 'refused'",
    'the access is "refused", which API Gateway answers itself, but the owner is "books". Write owner: \'gateway\', or let somebody in.',
  ],
  [
    "owner: 'books', access: 'public', movesBetween: ['lagacy', 'books']",
    'movesBetween is [lagacy, books], but "lagacy" is no service. Known are books, films, legacy.',
  ],
  [
    "owner: 'books', access: 'public', movesBetween: ['books', 'books']",
    'movesBetween is [books, books]: that is one. Name the two that have an implementation, or remove it.',
  ],
  [
    "owner: 'films', access: 'public', movesBetween: ['legacy', 'books']",
    'movesBetween is [legacy, books], but the owner is "films". Make one of the two the owner, or remove movesBetween.',
  ],
])('{ %s } is refused', (route, problem) => {
  const line = `'GET /books': { ${route} },`;
  expect(problemsOf(owners, line)).toEqual([`infra/routes.ts:1: ${problem}\n    ${line}`]);
});

test.each([
  "owner: 'gateway', access: 'refused'",
  "owner: 'legacy', access: 'customer', movesBetween: ['legacy', 'books']",
  "owner: 'books', access: 'customer', movesBetween: ['films', 'books']",
])('{ %s } is not', (route) => {
  expect(problemsOf(owners, `'GET /books': { ${route} },`)).toEqual([]);
});
