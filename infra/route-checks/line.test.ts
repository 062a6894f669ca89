import { expect, test } from 'vitest';
import { routes } from '../routes.ts';
import { linesOf } from './line.ts';

const route = { owner: 'books', access: 'public' } as const;

test('every line of the committed table is found where it stands', () => {
  const lines = linesOf(routes);
  expect(lines).toHaveLength(Object.keys(routes).length);
  expect(lines.map(({ method, path }) => `${method} ${path}`)).toEqual(
    Object.keys(routes).map((key) => key.replace(/\s+/, ' ')),
  );
  for (const { at, text } of lines)
    expect(`${at} ${text}`).toMatch(/^infra\/routes\.ts:\d+ '[A-Z]+ +\/.*\},$/);
});

test('a line that the formatter broke into several is one', () => {
  const source = [
    "  'GET /books': { owner: 'books', access: 'public' }, // all of them",
    "  'GET /books/{id}': {",
    "    owner: 'books',",
    "    canary: { to: 'legacy', percent: 5 },",
    '  },',
    "  // 'GET /films': { owner: 'films', access: 'public' },",
    "  'PUT /books/{id}': { owner: 'books', access: 'public' },",
  ].join('\n');
  const table = { 'GET /books': route, 'GET /books/{id}': route, 'PUT /books/{id}': route };
  expect(linesOf(table, source).map(({ at, text }) => [at, text])).toEqual([
    ['infra/routes.ts:1', "'GET /books': { owner: 'books', access: 'public' }, // all of them"],
    ['infra/routes.ts:2', "'GET /books/{id}': { owner: 'books', canary: { to: 'legacy', percent: 5 }, },"],
    ['infra/routes.ts:7', "'PUT /books/{id}': { owner: 'books', access: 'public' },"],
  ]);
});

test('a route that the file does not write as a line is refused: no check would see it', () => {
  expect(() => linesOf({ 'GET /books': route }, 'const routes = { ...others };')).toThrow(
    'infra/routes.ts has "GET /books", but not as a line of its own',
  );
});
