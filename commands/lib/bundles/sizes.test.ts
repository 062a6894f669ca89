import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundleFunctions } from '../../../infra/bundle.ts';
import budgets from './budgets.json' with { type: 'json' };
import { clientsOf } from './clients.ts';
import { overBudget } from './over-budget.ts';
import { bundlesOf } from './sizes.ts';

const folder = mkdtempSync(join(tmpdir(), 'sizes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const bundles = bundlesOf(await bundleFunctions(folder));

test('no function is larger than its budget in budgets.json', () => {
  expect(overBudget(bundles)).toEqual([]);
});

test('every function has a budget, no larger than that of all', () => {
  expect(Object.keys(budgets.kib).sort()).toEqual(bundles.map(({ name }) => name).sort());
  expect(Math.max(...Object.values(budgets.kib))).toBeLessThanOrEqual(budgets.every.kib);
});

test('the clients of a function are those that it sends commands with', async () => {
  const worker = bundles.find(({ name }) => name === 'services/payments/worker');
  const clients = await clientsOf(worker ?? { sources: [] });
  expect(Object.fromEntries([...clients].map(([from, names]) => [from, [...names].sort()]))).toEqual({
    '@aws-sdk/client-dynamodb': ['ConditionalCheckFailedException', 'DynamoDBClient'],
    '@aws-sdk/client-secrets-manager': [
      'GetSecretValueCommand',
      'ResourceNotFoundException',
      'SecretsManagerClient',
    ],
    '@aws-sdk/client-sfn': expect.arrayContaining([
      'SFNClient',
      'SendTaskFailureCommand',
      'SendTaskSuccessCommand',
    ]),
    '@aws-sdk/client-sqs': ['SQSClient', 'SendMessageCommand'],
    '@aws-sdk/lib-dynamodb': ['DynamoDBDocumentClient', 'GetCommand', 'UpdateCommand'],
  });
});

test('what is over its budget is named with the figure', () => {
  const clients = { importTime: 50, ratio: 1.84 };
  expect(overBudget([{ name: 'services/new/api', kib: 612.4, clients }])).toEqual([
    'services/new/api is 612 KiB, its budget 600',
    'services/new/api takes 1.84 × the import time of its AWS clients, the limit is 1.7 ×',
  ]);
});
