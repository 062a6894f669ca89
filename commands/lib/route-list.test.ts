import { describe, expect, test } from 'vitest';
import type { RouteTable } from '../../infra/patterns/route-table.ts';
import { routes } from '../../infra/routes.ts';
import { asMarkdown, asText, routeRows } from './route-list.ts';

const moving = { owner: 'books', access: 'public', movesBetween: ['legacy', 'books'] } as const;
const table: RouteTable = {
  'GET    /books': { ...moving, canary: { to: 'legacy', percent: 5 } },
  'GET    /books/{id}': { ...moving, shadow: 'legacy' },
  'ANY    /{proxy+}': { owner: 'legacy', access: 'customer' },
};

test('every line of the committed table is a row, with what it says', () => {
  const [, ...rows] = routeRows(routes);
  expect(rows.map(([method, path, owner, access]) => ({ key: `${method} ${path}`, owner, access }))).toEqual(
    Object.entries(routes).map(([line, { owner, access }]) => ({
      key: line.replace(/\s+/, ' '),
      owner,
      access,
    })),
  );
});

describe('the table shows where a route moves, by which degrees, and its side doors', () => {
  test('in columns', () => {
    expect(asText(routeRows(table)).split('\n')).toEqual([
      'method  path         owner   access    moves between  by degrees             side doors',
      'GET     /books       books   public    legacy, books  canary: 5 % to legacy  /via/legacy/books /via/books/books',
      'GET     /books/{id}  books   public    legacy, books  shadow: legacy         /via/legacy/books/{id} /via/books/books/{id}',
      'ANY     /{proxy+}    legacy  customer',
    ]);
  });

  test('in Markdown', () => {
    const lines = asMarkdown(routeRows(table)).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '| method | path | owner | access | moves between | by degrees | side doors |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| GET | `/books` | books | public | legacy, books | canary: 5 % to legacy | `/via/legacy/books` `/via/books/books` |',
    ]);
    expect(lines.at(-1)).toBe('| ANY | `/{proxy+}` | legacy | customer |  |  |  |');
  });
});
