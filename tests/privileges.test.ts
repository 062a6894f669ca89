import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessToken } from '../commands/lib/access-token.ts';
import { ApiClient, expectStatus } from '../commands/lib/api.ts';
import { synthesise } from '../commands/lib/assembly.ts';
import { type Deployment, findDeployment } from '../commands/lib/deployment.ts';
import { paymentEvent, signatureOf, signingSecret } from '../commands/lib/payment-event.ts';
import { type LocalRun, startLocal } from '../local/start.ts';
import { copyWithout, type Grant } from './lib/assembly-without.ts';
import { privilegeTable } from './lib/privileges.ts';
import type { Order } from './lib/shop.ts';

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

/** A system of its own that lacks a grant, and what it logs about refusals. */
class Weakened {
  readonly refusals: string[];
  readonly run: LocalRun;
  readonly deployment: Deployment;

  private constructor(run: LocalRun, deployment: Deployment, refusals: string[]) {
    this.run = run;
    this.deployment = deployment;
    this.refusals = refusals;
  }

  static async start(grant: Grant): Promise<Weakened> {
    const assemblyDir = join(folder, randomUUID());
    copyWithout(assembly, assemblyDir, grant);
    const refusals: string[] = [];
    const onLog = ({ source, line }: { source: string; line: string }) => {
      if (source === 'iam') refusals.push(line);
    };
    const run = await startLocal({ assemblyDir, onLog });
    return new Weakened(run, await findDeployment(run.url), refusals);
  }

  /** An order of one new product, and how to look at it. */
  async order(): Promise<{ order: Order; status: () => Promise<string> }> {
    const { deployment } = this;
    const operator = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
    const customer = new ApiClient(deployment.url, await accessToken(deployment, 'customer', 'C-10001'));
    const price = { amount: 1000, currency: 'EUR' };
    const product = { name: 'Mug', description: 'A mug', category: 'tests', price };
    expectStatus(await operator.request('PUT', '/products/MUG-T', { body: product }), 201);
    expectStatus(await operator.request('PUT', '/stock/MUG-T', { body: { available: 1 } }), 200, 201);
    const request = {
      headers: { 'idempotency-key': randomUUID() },
      body: { lines: [{ sku: 'MUG-T', quantity: 1 }], shipTo: { country: 'DE', postalCode: '10115' } },
    };
    const order = expectStatus(await customer.request<Order>('POST', '/orders', request), 202);
    const status = async () => {
      const answer = await customer.request<Order>('GET', `/orders/${order.orderId}`);
      return expectStatus(answer, 200).status;
    };
    return { order, status };
  }

  async pay({ orderId, total }: Order): Promise<number> {
    const body = paymentEvent({ orderId, outcome: 'succeeded', ...total });
    const headers = { 'stripe-signature': signatureOf(body, await signingSecret(this.deployment)) };
    const { status } = await new ApiClient(this.deployment.url).request('POST', '/webhooks/payments', {
      body,
      headers,
    });
    return status;
  }
}

/** Three systems start at once. */
const timeout = 60_000;

describe.concurrent('an order does not go on', { timeout }, () => {
  test.for([
    { stays: 'PENDING', role: 'OrdersFunction', action: 'states:StartExecution' },
    { stays: 'AWAITING_PAYMENT', role: 'PaymentsWorker', action: 'dynamodb:UpdateItem' },
    { stays: 'AWAITING_PAYMENT', role: 'PaymentsWorker', action: 'states:SendTaskSuccess' },
  ])('from $stays when $role may not $action', async ({ stays, ...grant }, { expect }) => {
    const system = await Weakened.start(grant);
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
