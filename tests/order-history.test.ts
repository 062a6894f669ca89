import { expect, inject, test } from 'vitest';
import { command } from '../commands/migrate-order-history.ts';
import { runCommand } from './lib/run-command.ts';
import { operator } from './lib/shop.ts';

const run = () => runCommand(command, inject('url'));

test('past orders are copied, compared, and not copied twice; either side then tells a customer the same', async () => {
  const first = await run();
  expect(first.error).toBeUndefined();
  // Another test may have copied them before.
  const [, count = ''] = /^(\d+) past orders read, \d+ written$/.exec(first.lines[1] ?? '') ?? [];
  expect(Number(count)).toBeGreaterThan(4_000);
  expect(first.lines[2]).toBe(`Compared: legacy and orders have the same ${count} past orders`);
  expect((await run()).lines[1]).toBe(`${count} past orders read, 0 written`);
  for (const side of ['legacy', 'orders'])
    for (const query of ['customerId=C-10001', 'customerId=C-10500&limit=3']) {
      const answer = await operator.request('GET', `/via/${side}/orders/history?${query}`);
      expect(answer).toMatchObject({ status: 200, servedBy: side });
      expect(answer.body.items.length).toBeGreaterThan(1);
      expect(answer.body).toEqual(
        (await operator.request('GET', `/via/legacy/orders/history?${query}`)).body,
      );
    }
}, 120_000);
