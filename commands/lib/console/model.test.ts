import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { readModel } from './model.ts';

const model = readModel(join(inject('assemblies'), 'small'), { webhook: 'w', deadLetters: 'd' });

test('every part of the map names a file that is there', () => {
  for (const { name, source } of model.parts)
    expect([name, source, existsSync(join(import.meta.dirname, '../../..', source))]).toEqual([
      name,
      source,
      true,
    ]);
});

test('a function names its own handler', () => {
  const worker = model.parts.find(({ name }) => name === 'PaymentsWorker');
  expect(worker?.source).toBe('services/payments/worker.handler.ts');
  expect(worker?.settings).toContainEqual(expect.objectContaining({ name: 'At once', value: 'at most 5' }));
});

test('every pattern of the map has its page', () => {
  for (const { page } of model.lanes)
    expect([page, existsSync(join(import.meta.dirname, '../../..', page))]).toEqual([page, true]);
});
