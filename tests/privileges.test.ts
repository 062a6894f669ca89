import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { synthesise } from '../commands/lib/assembly.ts';
import { privilegeTable } from './lib/privileges.ts';
import { Weakened } from './lib/weakened.ts';

const folder = mkdtempSync(join(tmpdir(), 'privileges-'));
let assembly: string;
beforeAll(async () => {
  assembly = await synthesise();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const introduction = `# Who may do what

What each role of the templates allows, computed by [tests/privileges.test.ts](../tests/privileges.test.ts), which fails
when a template says anything else. Review the difference and take it over with
\`npx vitest run --project system tests/privileges.test.ts --update\`. Names are logical IDs without their hash.
`;

test('each role may do what was reviewed, and nothing else', async () => {
  const table = privilegeTable(assembly, ['legacy', 'orders']);
  await expect(`${introduction}\n${table}\n`).toMatchFileSnapshot('../docs/privileges.md');
});

/** Two systems start at once. */
const timeout = 60_000;

describe.concurrent('an order does not go on', { timeout }, () => {
  test.for([
    { stays: 'AWAITING_PAYMENT', role: 'PaymentsWorker', action: 'dynamodb:UpdateItem' },
    { stays: 'AWAITING_PAYMENT', role: 'PaymentsWorker', action: 'states:SendTaskSuccess' },
  ])('from $stays when $role may not $action', async ({ stays, ...grant }, { expect }) => {
    const system = await Weakened.start({ assembly, folder, grant });
    try {
      const { order, status } = await system.order();
      await expect.poll(status, { timeout: 20_000 }).toBe(stays);
      await system.pay(order);
      const refusal = new RegExp(
        `^AccessDenied: User: .*/orders-${grant.role}.* perform: ${grant.action} on`,
      );
      await expect.poll(() => system.refusals[0], { timeout: 20_000 }).toMatch(refusal);
      expect(await status()).toBe(stays);
      // Nothing but the grant that is missing stands in its way.
      for (const line of system.refusals) expect(line).toMatch(refusal);
    } finally {
      await system.run.stop();
    }
  });
});

/** Retries and the schedule in a tenth of their time, for which every task still has three seconds. */
const timeFactor = 0.1;

/** What needs the grants that no order uses when all goes well. */
describe('in trouble', { timeout }, () => {
  test('an order whose start was refused is started by the sweep, finds its payment, and takes every task twice', async () => {
    const grant = { role: 'OrdersFunction', action: 'states:StartExecution' };
    const system = await Weakened.start({ assembly, folder, grant, timeFactor });
    const tasks = ['FulfilmentReserveStock', 'PaymentsAwaitPayment'];
    try {
      const cases = [
        { payment: 'canceled', end: 'CANCELLED', more: ['FulfilmentReleaseStock', 'FulfilmentCancelOrder'] },
        {
          payment: 'succeeded',
          end: 'COMPLETED',
          more: ['FulfilmentBookShipment', 'FulfilmentCompleteOrder'],
        },
      ] as const;
      const goThrough = async ({ payment, end, more }: (typeof cases)[number]) => {
        const { order, look, status } = await system.order();
        await system.pay(order, payment);
        await expect.poll(() => system.messages(), { timeout: 45_000 }).toBe(0);
        expect(await status()).toBe('PENDING');
        await system.age(order);
        await expect.poll(status).toBe(end);
        const ended = await look();
        for (const task of [...tasks, ...more]) expect(await system.repeat(task, order)).toBeUndefined();
        expect(await look()).toEqual(ended);
      };
      await Promise.all(cases.map(goThrough));
      for (const line of system.refusals) expect(line).toMatch(/orders-OrdersFunction.*StartExecution/);
    } finally {
      await system.run.stop();
    }
  });

  test('an order whose stock cannot be reserved is cancelled, and no late reservation can hold any', async () => {
    const grant = { role: 'FulfilmentReserveStock', action: 'dynamodb:PutItem' };
    const system = await Weakened.start({ assembly, folder, grant, timeFactor });
    try {
      const { look, status } = await system.order();
      await expect.poll(status, { timeout: 30_000 }).toBe('CANCELLED');
      expect((await look()).reason).toBe('The stock could not be reserved');
      for (const line of system.refusals) expect(line).toMatch(/orders-FulfilmentReserveStock.*PutItem/);
    } finally {
      await system.run.stop();
    }
  });
});
