import { expect, test } from 'vitest';
import { apiRequests, lambdaUse, logKilobytes } from './reports.ts';

const report = (milliseconds: number) =>
  `REPORT RequestId: 1\tDuration: ${milliseconds - 0.5} ms\tBilled Duration: ${milliseconds} ms\tMemory Size: 512 MB`;

test('a function counts with the band of its median time and its memory', () => {
  const lines = [12, 14, 300].map((milliseconds) => ({ source: 'lambda/a', line: report(milliseconds) }));
  expect(lambdaUse([...lines, { source: 'lambda/b', line: report(3) }])).toEqual({
    invocations: 4,
    gbSeconds: 0.5 * 3 * 0.02 + 0.5 * 0.005,
  });
});

test('a log event counts with what CloudWatch adds, and only where there is a log group', () => {
  const line = 'x'.repeat(974);
  expect(
    logKilobytes([
      { source: 'lambda/a', line },
      { source: 'rds', line },
    ]),
  ).toBe(1);
});

test('a request is a line of the access log', () => {
  const lines = ['{"status":200}', 'Endpoint response: 200'].map((line) => ({
    source: 'apigateway/api',
    line,
  }));
  expect(apiRequests(lines)).toBe(1);
});
