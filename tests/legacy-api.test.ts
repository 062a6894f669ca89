import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, inject, test } from 'vitest';
import { customerOf } from './lib/shop.ts';

const customer = await customerOf('C-10009');

test('a call of the legacy API keeps its correlation id, in the answer and in one line of its log', async () => {
  const correlationId = `call-${randomUUID()}`;
  const headers = { 'x-correlation-id': correlationId };
  const answer = await customer.request('GET', '/orders/history?limit=1', { headers });
  expect(answer).toMatchObject({ status: 200, servedBy: 'legacy' });
  expect(answer.headers.get('x-correlation-id')).toBe(correlationId);
  const logged = async () => {
    const lines = (await readFile(inject('logFile'), 'utf8')).split('\n');
    return lines.filter((line) => line.startsWith('ecs/') && line.includes(correlationId));
  };
  await expect.poll(logged).toHaveLength(1);
  const [line = ''] = await logged();
  expect(JSON.parse(line.slice(line.indexOf('{')))).toMatchObject({
    ...{ level: 'INFO', service: 'legacy', message: 'request', correlationId },
    ...{ method: 'GET', route: '/orders/history', status: 200, durationMs: expect.any(Number) },
  });
  // Neither who calls nor which of their data: those are not for a log.
  expect(line).not.toMatch(/C-10009|limit=1/);
});
