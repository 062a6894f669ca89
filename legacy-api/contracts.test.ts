import { expect, test } from 'vitest';
import { contracts } from './contracts.ts';
import type { Database } from './database.ts';
import { Drain } from './http/drain.ts';
import { routes } from './routes.ts';

const database: Database = { query: () => Promise.reject(new Error('no database')), end: async () => {} };
const all = routes(database, new Drain()).map((route) => ({
  ...route,
  key: `${route.method} ${route.path}`,
}));

test('every route that is open to the outside has a contract, and no other', () => {
  const open = all.filter(({ access }) => access !== 'internal');
  expect(Object.keys(contracts).sort()).toEqual(open.map(({ key }) => key).sort());
});

test('a contract names the placeholders of its path', () => {
  for (const [key, { path }] of Object.entries(contracts))
    expect(Object.keys((path?.schema['properties'] as object | undefined) ?? {}), key).toEqual(
      [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    );
});
