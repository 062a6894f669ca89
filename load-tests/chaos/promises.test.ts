import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faults } from './faults/index.ts';
import { promiseTable } from './promises.ts';

const docs = join(import.meta.dirname, '../../docs');
const page = readFileSync(join(docs, 'reliability.md'), 'utf8');

test('the page lists what every fault tests, and nothing else', () => {
  const table = page.slice(page.indexOf('| what holds'), page.lastIndexOf('` |') + 3);
  expect(table).toBe(promiseTable(faults));
});

test('no two faults have one name or one promise', () => {
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  expect(new Set(faults.map(({ promise }) => promise)).size).toBe(faults.length);
});

test('every file that the page links to is there', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !link.startsWith('http') && !existsSync(join(docs, link)))).toEqual([]);
});
