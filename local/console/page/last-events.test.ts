import { expect, test } from 'vitest';
import { lastEvents } from './last-events.ts';
import type { MapPart, Model } from './model.ts';
import type { LogLine } from './state.ts';

const part = (name: string, kind: string, logs?: string): MapPart => ({
  ...{ name, kind, title: name, settings: [], source: '' },
  ...(logs !== undefined && { logs }),
});
const parts = [
  part('Api', 'API Gateway', 'apigateway/'),
  part('Machine', 'Step Functions', 'stepfunctions/'),
  part('Worker', 'Lambda', 'orders-Worker'),
  part('Queue', 'SQS'),
];
const known = { entrance: 'Api', parts } as unknown as Model;
const log = (id: number, source: string, line: string): LogLine => ({
  kind: 'log',
  id,
  at: id,
  source,
  line,
});
const request = {
  ...({ kind: 'request', id: 1, at: 1, method: 'GET', route: '/orders/{orderId}', status: 200 } as const),
  ...{ servedBy: 'orders', milliseconds: 1, correlationId: 'c' },
};
const change = {
  ...({ kind: 'state', at: 2, execution: 'ord_1', type: 'TaskStateEntered' } as const),
  ...{ state: 'AwaitPayment', status: 'RUNNING' },
};
const seen = {
  requests: [request],
  executions: new Map([['ord_1', change]]),
  logs: [log(3, 'lambda/orders-Worker-1', 'REPORT'), log(4, 'apigateway/1', '{"status":"200"}')],
};
const textsOf = (name: string) => {
  const wanted = parts.find((each) => each.name === name) ?? part('', '');
  return lastEvents(wanted, known, seen)?.map(({ text }) => text);
};

test('a part without a log has no last events', () => {
  expect(textsOf('Queue')).toBeUndefined();
});

test('the API shows each request once, the workflow where its executions are, a function its log', () => {
  expect(textsOf('Api')).toEqual(['GET /orders/{orderId} · 200']);
  expect(textsOf('Machine')).toEqual(['ord_1 · AwaitPayment']);
  expect(textsOf('Worker')).toEqual(['REPORT']);
});
