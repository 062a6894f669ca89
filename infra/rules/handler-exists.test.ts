import { expect, test } from 'vitest';
import { handlerExists } from './handler-exists.ts';
import { findings, synthesised, theOne } from './testing.ts';

test.each([
  [
    'file',
    'main.handler',
    'its bundle has no main.cjs. Name the file that the bundle has, without its ending, and the function that it exports.',
  ],
  [
    'export',
    'index.main',
    'its bundle exports [handler]. Export "main" from the handler\'s file, or name what it exports.',
  ],
])('a handler whose %s is not in the bundle fails', (_, handler, problem) => {
  const system = synthesised();
  const fn = theOne<{ Handler: string }>(system, 'AWS::Lambda::Function', 'CatalogFunction');
  fn.properties.Handler = handler;
  expect(findings(handlerExists, system)).toEqual([
    `orders/${fn.id}: Handler is "${handler}", but ${problem}`,
  ]);
});
