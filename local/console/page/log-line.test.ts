import { expect, test } from 'vitest';
import { brief, isHealthCheck } from './log-line.ts';

test.each([
  [
    'of the access log: its request, by the path of its resource',
    { requestId: 'r', method: 'GET', resource: '/orders/{orderId}', status: '200', error: '-' },
    'GET /orders/{orderId} · 200',
  ],
  [
    'of the legacy API: its message and its request',
    { level: 'INFO', message: 'request', method: 'GET', route: '/shipments/{orderId}', status: 404 },
    'INFO · request · GET /shipments/{orderId} · 404',
  ],
  [
    'that fails: its error',
    { level: 'ERROR', message: 'Step failed', error: { message: 'No stock' } },
    'ERROR · Step failed · No stock',
  ],
  [
    'of metrics: what it counts',
    {
      _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'OrdersCompleted', Unit: 'Count' }] }] },
      ...{ service: 'fulfilment', OrdersCompleted: 1 },
    },
    'OrdersCompleted 1',
  ],
  ['with no field that is known: all of it', { other: 1 }, '{"other":1}'],
])('a line %s', (_, fields, said) => {
  expect(brief(JSON.stringify(fields))).toBe(said);
});

test('a line that is no JSON says what it is', () => {
  expect(brief('REPORT RequestId: r')).toBe('REPORT RequestId: r');
  expect(brief('{broken')).toBe('{broken');
});

test('only a request for the health of the legacy API is a health check', () => {
  const line = (route: string) => JSON.stringify({ message: 'request', method: 'GET', route });
  expect([line('/health'), line('/orders/history'), 'GET /health'].map(isHealthCheck)).toEqual([
    ...[true, false, false],
  ]);
});
