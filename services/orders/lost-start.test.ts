import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import type { JsonService, Operation } from '../../local/endpoint/service.ts';
import { StateMachines } from '../../local/stepfunctions/state-machines.ts';
import { integrations } from '../../local/stepfunctions/tasks/integrations.ts';
import { type ApiCall, callApi, lambdaContext } from '../shared/testing/http.ts';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { ordersTable } from '../shared/testing/tables.ts';
import { advanceOrder } from './contract.ts';
import { aQuote } from './testing/orders.ts';

const account = { region: 'eu-central-1', accountId: '000000000000' };
const arn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:fulfilment';
const noFunctions = { invoke: () => Promise.reject(new Error('This machine calls no function')) };
const machines = new StateMachines({
  ...account,
  workFor: () => integrations({ functions: noFunctions }),
  milliseconds: (seconds) => seconds * 1000,
  log: () => {},
});
const wait = { Type: 'Wait', Seconds: 3600, End: true };
machines.define({
  arn,
  name: 'fulfilment',
  definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Wait', States: { Wait: wait } }),
});

/** What goes wrong with a start: it does not reach Step Functions, or its answer does not come back. */
let loses: 'nothing' | 'the request' | 'the answer';
const real = machines.service();
const start = real.operations['StartExecution'] as Operation;
const stepFunctions: JsonService = {
  ...real,
  operations: {
    ...real.operations,
    async StartExecution(...call) {
      const lost = new AwsError('StateMachineDeleting', 'Not now', 400);
      if (loses === 'the request') throw lost;
      const answer = await start(...call);
      if (loses === 'the answer') throw lost;
      return answer;
    },
  },
};

let aws: Awaited<ReturnType<typeof startLocalAws>>;
let post: () => ReturnType<typeof callApi>;
let sweep: () => Promise<void>;
let errors: ReturnType<typeof vi.spyOn>;
let counts: ReturnType<typeof vi.spyOn>;

beforeAll(async () => {
  const quote = { ok: true, quote: aQuote };
  aws = await startLocalAws([ordersTable], {
    invoke: async () => ({ payload: quote }),
    services: [stepFunctions],
  });
  vi.stubEnv('ORDERS_TABLE', ordersTable.TableName);
  vi.stubEnv('ORDER_HISTORY_TABLE', 'order-history');
  vi.stubEnv('PRICING_FUNCTION', 'pricing');
  vi.stubEnv('STATE_MACHINE_ARN', arn);
  const api = await import('./api.handler.ts');
  const sweeper = await import('./sweep.handler.ts');
  const { logger, metrics } = await import('../shared/observability.ts');
  errors = vi.spyOn(logger, 'error');
  counts = vi.spyOn(metrics, 'addMetric');
  post = () => callApi(api.handler, anOrder());
  sweep = () => sweeper.handler({}, lambdaContext());
});
afterAll(async () => {
  machines.stop();
  await aws.stop();
});
beforeEach(() => {
  loses = 'nothing';
});
afterEach(() => {
  vi.useRealTimers();
});

const anOrder = (): ApiCall => ({
  route: 'POST /orders',
  caller: { id: 'C-10001', group: 'customer' },
  headers: { 'idempotency-key': randomUUID() },
  body: { lines: [{ sku: 'MUG-001', quantity: 2 }], shipTo: { country: 'DE', postalCode: '10115' } },
});

/** Places an order some minutes ago whose start loses something; answers its id. */
async function placed(losing: typeof loses, minutesAgo = 2): Promise<string> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - minutesAgo * 60_000 });
  loses = losing;
  const answer = await post();
  expect(answer).toMatchObject({ status: 202, body: { status: 'PENDING' } });
  loses = 'nothing';
  vi.useRealTimers();
  errors.mockClear();
  counts.mockClear();
  return answer.body.orderId;
}

const execution = (orderId: string) => machines.machine(arn).executions.get(orderId);

/** Ends the test's order, so that the next sweep of another test does not find it. */
const reserve = (orderId: string) =>
  advanceOrder(aws.documents, ordersTable.TableName, {
    orderId,
    to: 'RESERVED',
    at: new Date().toISOString(),
  });

test('an order whose start failed is started by the sweep, once however often it comes', async () => {
  const orderId = await placed('the request');
  expect(execution(orderId)).toBeUndefined();
  await sweep();
  const started = execution(orderId);
  expect(started?.status).toBe('RUNNING');
  expect(JSON.parse(started?.input.text ?? '')).toMatchObject({
    orderId,
    customerId: 'C-10001',
    lines: [{ sku: 'MUG-001', quantity: 2 }],
    total: aQuote.total,
  });
  await sweep();
  expect(execution(orderId)).toBe(started);
  expect(errors.mock.calls).toEqual([]);
  await reserve(orderId);
});

test('an order that runs although its start seemed to fail goes on running, and nothing is wrong', async () => {
  const orderId = await placed('the answer');
  const started = execution(orderId);
  await sweep();
  expect(execution(orderId)).toBe(started);
  expect(errors.mock.calls).toEqual([]);
  await reserve(orderId);
});

test('an order that runs by the input of an older version goes on running, and nothing is wrong', async () => {
  const orderId = await placed('the request');
  const older = machines.start(arn, orderId, JSON.stringify({ orderId, version: 'older' }));
  await sweep();
  expect(execution(orderId)).toBe(older);
  expect(older.status).toBe('RUNNING');
  expect(errors.mock.calls).toEqual([]);
  expect(counts.mock.calls).toEqual([['OrdersLeftPending', 'Count', 1]]);
  await reserve(orderId);
});

test('an order whose execution is over without a word is named for a person, the others are started', async () => {
  const dead = await placed('nothing', 11);
  execution(dead)?.abort(undefined, undefined);
  const [lost, recent] = [await placed('the request', 11), await placed('nothing', 9)];
  execution(recent)?.abort(undefined, undefined);
  await sweep();
  expect(execution(lost)?.status).toBe('RUNNING');
  expect(errors.mock.calls).toEqual([[expect.stringMatching('PENDING for long'), { orderIds: [dead] }]]);
  expect(counts.mock.calls).toEqual([
    ['OrdersLeftPending', 'Count', 3],
    ['OrdersWithDeadExecution', 'Count', 1],
  ]);
  await Promise.all([dead, lost, recent].map(reserve));
});
