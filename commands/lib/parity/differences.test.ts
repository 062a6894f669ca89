import { expect, test } from 'vitest';
import { differencesOf } from './differences.ts';
import type { Answer } from './request.ts';

const answer: Answer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: { items: [{ sku: 'A' }, { sku: 'B' }], nextCursor: 'x' },
};
const placesOf = (other: object) => differencesOf(answer, { ...answer, ...other }).map(({ where }) => where);

test('two answers that are the same have no difference', () => {
  expect(placesOf({ headers: { ...answer.headers }, body: structuredClone(answer.body) })).toEqual([]);
});

test.each<[object, string[]]>([
  [{ status: 201 }, ['status']],
  [{ headers: {} }, ['header content-type']],
  [{ headers: { ...answer.headers, etag: '1' } }, ['header etag']],
  [
    { body: { items: [{ sku: 'A' }, { sku: 'C', name: 'C' }], nextCursor: 'x' } },
    ['body/items/1/sku', 'body/items/1/name'],
  ],
  [{ body: { items: [{ sku: 'A' }], nextCursor: 'x' } }, ['body/items']],
  [{ body: { items: [{ sku: 'A' }, { sku: 'B' }] } }, ['body/nextCursor']],
  [{ body: { items: { 0: { sku: 'A' }, 1: { sku: 'B' } }, nextCursor: 'x' } }, ['body/items']],
  [{ body: '' }, ['body']],
  [{ body: null }, ['body']],
])('%j differs in %j', (other, places) => {
  expect(placesOf(other)).toEqual(places);
});

test('a difference says what each of the two has there', () => {
  expect(differencesOf(answer, { ...answer, body: { items: [], nextCursor: 'x' } })).toEqual([
    { where: 'body/items', values: [[{ sku: 'A' }, { sku: 'B' }], []] },
  ]);
});
