import { expect, test } from 'vitest';
import { routes } from '../routes.ts';
import { openApiDocument } from './document.ts';
import { pageOf } from './page.ts';

const document = openApiDocument(routes);
const html = pageOf(document);

test('the page shows every operation, and every link on it leads somewhere', () => {
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  for (const { operationId } of operations) expect(ids).toContain(operationId);
  const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(links).toContain('Product');
  for (const link of links) expect(ids).toContain(link);
});

test('the page loads nothing and runs nothing', () => {
  expect(html).not.toMatch(
    /<script|<link(?! rel="icon" href="data:,">)|<img|src=|@import|https?:\/\/(?!docs\.stripe)/,
  );
});

test('the page has its icon in itself, so that no browser asks the API for one', () => {
  expect(html).toContain('<link rel="icon" href="data:,">');
});

test('what a description says is text, not markup, in any alphabet', () => {
  const info = { ...document.info, description: '<b>&"bold"</b> größer' };
  expect(pageOf({ ...document, info })).toContain(
    '&lt;b&gt;&amp;&quot;bold&quot;&lt;/b&gt; gr&#246;&#223;er',
  );
});
