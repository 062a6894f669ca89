import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Deployment, findDeployment } from '../commands/lib/deployment.ts';
import { scaleLegacyApi } from '../commands/lib/stories/legacy-service.ts';
import { routes } from '../infra/routes.ts';
import { type LocalRun, startLocal } from '../local/start.ts';
import { EditedSources, editLine } from './lib/edited-sources.ts';
import { type Shop, shopOf } from './lib/shop-of.ts';

const { owner, movesBetween } = routes['GET    /products/{sku}'];
const other = movesBetween.find((side) => side !== owner) ?? owner;
const percent = 25;

/** Lets customers list the products only, so that each is a caller of their own; and owners of both reads be the same. */
const canary = editLine('GET', '/products', (line) =>
  line
    .replace(/owner: '\w+', access: 'public'/, `owner: '${owner}', access: 'customer'`)
    .replace(' },', `, canary: { to: '${other}', percent: ${percent} } },`),
);
const shadow = editLine('GET', '/products/{sku}', (line) => line.replace(' },', `, shadow: '${other}' },`));
const split = (table: string) => canary(shadow(table));
const edited = new EditedSources({ 'infra/routes.ts': split });

let run: LocalRun;
let deployment: Deployment;
let shop: Shop;
/** What the splitter's functions print as JSON: metrics and log lines. */
const printed: Record<string, unknown>[] = [];
beforeAll(async () => {
  expect(await edited.synthesise()).toBe('');
  const onLog = ({ source, line }: { source: string; line: string }) => {
    if (source.includes('Splitter') && line.startsWith('{')) printed.push(JSON.parse(line));
  };
  run = await startLocal({ assemblyDir: edited.assembly, onLog });
  await run.healthy;
  deployment = await findDeployment(run.url);
  shop = await shopOf(deployment);
}, 180_000);
afterAll(async () => {
  await run?.stop();
  edited.remove();
});

/** How much a metric of a route adds up to. */
const sumOf = (metric: string, route: string, side?: string) =>
  printed
    .filter((line) => line['route'] === route && (side === undefined || line['side'] === side))
    .reduce((sum, line) => sum + Number(line[metric] ?? 0), 0);

test('the template keeps every rule in the other size as well', { timeout: 120_000 }, async () => {
  const full = new EditedSources({ 'infra/routes.ts': split });
  onTestFinished(() => full.remove());
  expect(await full.synthesise({ size: 'full' })).toBe('');
});

describe('a canary', () => {
  const callers = Array.from({ length: 400 }, (_, index) => `C-${20_000 + index}`);

  test('answers its share of the callers, each of them always', { timeout: 120_000 }, async () => {
    const servedBy = new Map<string, (string | null)[]>();
    // A few at once: each is one more execution environment to start.
    const waiting = callers.values();
    const work = async () => {
      for (const caller of waiting) {
        const client = await shop.customerOf(caller);
        const ask = async () => (await client.request('GET', '/products?limit=1')).servedBy;
        servedBy.set(caller, [await ask(), await ask()]);
      }
    };
    await Promise.all([work(), work(), work(), work()]);

    const sides = [...servedBy.values()];
    for (const [first, second] of sides) expect(second).toBe(first);
    const inCanary = sides.filter(([first]) => first === other).length;
    expect(sides.filter(([first]) => first === owner)).toHaveLength(callers.length - inCanary);
    // Four standard deviations of a binomial share.
    const share = percent / 100;
    const bound = 4 * Math.sqrt(callers.length * share * (1 - share));
    expect(Math.abs(inCanary - callers.length * share)).toBeLessThan(bound);

    await expect.poll(() => sumOf('Answers', 'GET /products')).toBe(2 * callers.length);
    expect(sumOf('Answers', 'GET /products', other)).toBe(2 * inCanary);
    expect(sumOf('ServerErrors', 'GET /products')).toBe(0);
  });
});

describe('a shadow', () => {
  const route = 'GET /products/{sku}';
  // So many digits stand in no id by chance.
  const product = { description: '', category: 'tests', price: { amount: 8_765_432, currency: 'EUR' } };
  const compared = () => sumOf('ShadowMatches', route) + sumOf('ShadowDifferences', route);
  /** A product of this test, with another price at the other side where a mutant is wanted. */
  async function newProduct(name: string, otherPrice = product.price.amount): Promise<string> {
    const sku = `SPLIT-${randomUUID().slice(0, 8).toUpperCase()}`;
    for (const [side, amount] of [
      [owner, product.price.amount],
      [other, otherPrice],
    ] as const) {
      const body = { ...product, name, price: { amount, currency: 'EUR' } };
      expect((await shop.operator.request('PUT', `/via/${side}/products/${sku}`, { body })).status).toBe(201);
    }
    return sku;
  }

  test('compares every request, and finds the two sides alike', async () => {
    const before = compared();
    const skus = [await newProduct('Mug'), await newProduct('Tee'), 'NO-SUCH-1', 'no sku at all'];
    for (const sku of [...skus, ...skus, ...skus]) {
      const answer = await shop.anybody.request('GET', `/products/${encodeURIComponent(sku)}`);
      expect(answer).toMatchObject({ servedBy: owner, status: sku.startsWith('SPLIT') ? 200 : 404 });
    }
    await expect.poll(compared).toBe(before + 12);
    expect(printed.filter((line) => line['differs'])).toEqual([]);
    expect(sumOf('ShadowDifferences', route)).toBe(0);
  });

  test('reports a mutant by where it differs, and shows nobody the difference', async () => {
    const before = compared();
    const sku = await newProduct('Ada’s mug', product.price.amount + 1);
    const answer = await shop.anybody.request('GET', `/products/${sku}`);
    expect(answer).toMatchObject({ status: 200, servedBy: owner, body: { price: product.price } });
    await expect.poll(compared).toBe(before + 1);
    expect(sumOf('ShadowDifferences', route)).toBe(1);
    const reports = printed.filter((line) => line['differs']);
    expect(reports).toMatchObject([{ route, side: other, differs: ['body /price/amount'] }]);
    expect(JSON.stringify(printed)).not.toMatch(/876543[23]|Ada’s/);
  });

  test('that is gone touches no answer', async () => {
    const before = compared();
    const sku = await newProduct('Mug');
    await scaleLegacyApi({ deployment }, 0);
    if (other === 'legacy') {
      const answer = await shop.anybody.request('GET', `/products/${sku}`);
      expect(answer).toMatchObject({ status: 200, servedBy: owner });
      await expect.poll(compared).toBe(before + 1);
      expect(printed.findLast((line) => line['differs'])).toMatchObject({
        differs: expect.arrayContaining([expect.stringMatching(/^status 200, 50[234]$/)]),
      });
    }
  });
});
