import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { synthesise } from '../commands/lib/assembly.ts';
import { findDeployment } from '../commands/lib/deployment.ts';
import { routes } from '../infra/routes.ts';
import { type LocalRun, startLocal } from '../local/start.ts';
import { addLines, EditedSources, editLine, resourcesOf } from './lib/edited-sources.ts';
import * as committed from './lib/shop.ts';
import { type Shop, shopOf } from './lib/shop-of.ts';

const { owner: before, movesBetween } = routes['GET    /products/{sku}'];
const after = movesBetween.find((side) => side !== before) ?? before;
const move = editLine('GET', '/products/{sku}', (line) =>
  line.replace(`owner: '${before}'`, `owner: '${after}'`),
);
const add = addLines(
  "  'ANY    /orders/{orderId}': { owner: 'legacy', access: 'customer' },",
  "  'ANY    /orders/{orderId}/{proxy+}': { owner: 'legacy', access: 'customer' },",
);
const edited = new EditedSources({ 'infra/routes.ts': (table) => add(move(table)) });

let run: LocalRun;
let moved: Shop;
beforeAll(async () => {
  expect(await edited.synthesise()).toBe('');
  run = await startLocal({ assemblyDir: edited.assembly });
  await run.healthy;
  moved = await shopOf(await findDeployment(run.url));
}, 240_000);
afterAll(async () => {
  await run?.stop();
  edited.remove();
});

/** A product that each side has by its own name. */
async function productOnBothSides({ operator }: Pick<Shop, 'operator'>): Promise<string> {
  const sku = `MOVE-${randomUUID().slice(0, 8).toUpperCase()}`;
  for (const side of movesBetween) {
    const body = { name: side, description: '', category: 'tests', price: { amount: 100, currency: 'EUR' } };
    expect((await operator.request('PUT', `/via/${side}/products/${sku}`, { body })).status).toBe(201);
  }
  return sku;
}

describe('one word in the table moves a route', () => {
  test('and nothing else of the template', async () => {
    const [was, is] = [resourcesOf(await synthesise()), resourcesOf(edited.assembly)];
    const changed = Object.keys(is).filter((id) => was[id] && !isDeepStrictEqual(was[id], is[id]));
    expect(changed.map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'FacadeApiDeploymentStagelive',
      'FacadeApiproductsskuGET',
    ]);
    const types = { catalog: 'AWS_PROXY', legacy: 'HTTP_PROXY' };
    const integrationIn = (resources: typeof is) => resources[changed[1] ?? '']?.Properties['Integration'];
    expect(integrationIn(was)).toMatchObject({ Type: types[before] });
    expect(integrationIn(is)).toMatchObject({ Type: types[after] });
  });

  test('there, in the running system, and back', async () => {
    for (const [shop, owner] of [
      [moved, after],
      [committed, before],
    ] as const) {
      const sku = await productOnBothSides(shop);
      const answer = await shop.anybody.request('GET', `/products/${sku}`);
      expect(answer).toMatchObject({ status: 200, servedBy: owner, body: { name: owner } });
      const list = await shop.anybody.request('GET', '/products?limit=1');
      expect(list.servedBy).toBe(routes['GET    /products'].owner);
    }
  });
});

describe('a broad line has exceptions', () => {
  test.each([
    { method: 'GET', path: '/orders/ord_1', by: 'orders' },
    { method: 'DELETE', path: '/orders/ord_1', by: 'legacy' },
    { method: 'GET', path: '/orders/ord_1/notes', by: 'legacy' },
    { method: 'GET', path: '/customers/C-10001', by: 'legacy' },
  ])('$method $path is answered by $by', async ({ method, path, by }) => {
    const customer = await moved.customerOf('C-10001');
    expect((await customer.request(method, path)).servedBy).toBe(by);
  });
});

test('a table that would not do what it says fails the synthesis with its lines, and nothing but those', async () => {
  const add = addLines("  'ANY    /orders/{proxy+}': { owner: 'legacy', access: 'customer' },");
  const sources = new EditedSources({ 'infra/routes.ts': add });
  onTestFinished(() => sources.remove());
  expect(await sources.synthesise()).toMatch(
    /^infra\/routes\.ts:\d+ and infra\/routes\.ts:\d+: \{orderId\} and \{proxy\+\} both stand for what follows \/orders.*\n {4}'GET +\/orders\/\{orderId\}': .*\n {4}'ANY +\/orders\/\{proxy\+\}': .*\n$/,
  );
});
