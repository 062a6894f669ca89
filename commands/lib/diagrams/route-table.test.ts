import { expect, test } from 'vitest';
import { currentRoutes } from './route-table.ts';

test('a page shows the table of routes as it is, and the rest of it stays', () => {
  const table = { 'GET /books': { owner: 'books', access: 'public' } } as const;
  const page = '# Routes\n\n<!-- routes -->\n\nold\n\n<!-- /routes -->\nThe end\n';
  const shown = currentRoutes(table, page);
  expect(shown).toMatch(
    /^# Routes\n\n<!-- routes -->\n\n\| method \| .*\n.*\n\| GET \| `\/books` \| books \| .*\n\n<!-- \/routes -->\nThe end\n$/,
  );
  expect(currentRoutes(table, shown)).toBe(shown);
  expect(currentRoutes(table, 'no table')).toBe('no table');
});
