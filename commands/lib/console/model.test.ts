import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { ResourceNames } from '../resource-names.ts';
import { readModel } from './model.ts';

const assemblyDir = join(inject('assemblies'), 'small');
const model = readModel(assemblyDir, { webhook: 'w', deadLetters: 'd' });

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

test('the log of every function of the map is found by the name that the function has in the run', () => {
  const names = new ResourceNames(assemblyDir);
  const functions = model.parts.filter(({ kind }) => kind === 'Lambda').map(({ name }) => name);
  expect(functions).toContain('FulfilmentReserveStock');
  for (const name of functions) {
    const source = `lambda/${names.of('orders', name)}`;
    const found = model.parts.filter(({ logs }) => logs !== undefined && source.includes(logs));
    expect([source, found.map((part) => part.name)]).toEqual([source, [name]]);
  }
});

test('a queue, a table and a load balancer have no log', () => {
  const silent = model.parts.filter(({ logs }) => logs === undefined).map(({ kind }) => kind);
  expect(new Set(silent)).toEqual(new Set(['SQS', 'DynamoDB', 'Load Balancer']));
});

test('every pattern of the map has its page', () => {
  for (const { page } of model.lanes)
    expect([page, existsSync(join(import.meta.dirname, '../../..', page))]).toEqual([page, true]);
});
