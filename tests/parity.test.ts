import { randomInt } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import { expectStatus } from '../commands/lib/api.ts';
import { bringHistory } from '../commands/lib/parity/history.ts';
import { parity } from '../commands/lib/parity/parity.ts';
import { describe as tell } from '../commands/lib/parity/request.ts';
import { skusOf } from '../commands/lib/parity/skus.ts';
import { runCommand } from '../commands/lib/testing.ts';
import { routes } from '../infra/routes.ts';
import { startMutants } from './lib/mutants.ts';
import { anybody, deployment, operator } from './lib/shop.ts';

const sides = ['legacy', 'catalog'];

await bringHistory(deployment);

test('both sides of every route that moves answer a thousand requests alike', {
  timeout: 300_000,
}, async () => {
  const seed = randomInt(1_000_000_000);
  const { code, stdout, stderr } = await runCommand([
    ...['parity', '--url', inject('url'), '--requests', '1000', '--seed', String(seed)],
  ]);
  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stderr: '' });
  expect(stdout).toContain(`seed ${seed}: 1000 requests to each side`);
  expect(stdout).toContain('0 differences that nothing explains');
  for (const side of sides)
    for (const sku of skusOf(seed).own)
      expect((await anybody.request('GET', `/via/${side}/products/${sku}`)).status).toBe(404);
});

test('what a killed run with the same seed left behind is removed first', async () => {
  const seed = randomInt(1_000_000_000);
  const body = { name: 'Left', description: '', category: 'tests', price: { amount: 1, currency: 'EUR' } };
  for (const sku of skusOf(seed).own)
    expectStatus(await operator.request('PUT', `/via/catalog/products/${sku}`, { body }), 201);
  const { sent, findings } = await parity({ deployment, table: routes, seed, requests: 20 });
  expect({ sent, findings }).toEqual({ sent: 20, findings: [] });
});

test('a mutant on either side is found, by the request that shows it', { timeout: 300_000 }, async () => {
  const mutants = await startMutants({
    catalog: `if (event.httpMethod === 'PUT') delete answer.headers.location;`,
    legacy: {
      file: 'http/checks.ts',
      text: 'return { value: trimmed };',
      instead: 'return { value: String(value) };',
    },
  });
  onTestFinished(() => mutants.run.stop());
  const { findings } = await parity({
    deployment: mutants.deployment,
    table: routes,
    seed: 11,
    requests: 200,
  });
  const found = (place: RegExp) =>
    findings.flatMap(({ request, answers, differences }) =>
      differences
        .filter(({ where }) => place.test(where))
        .map(({ values }) => ({ request, answers, values })),
    );

  const [noLocation] = found(/^header location$/);
  expect(Object.keys(noLocation?.answers ?? {})).toEqual(sides);
  expect(noLocation?.values).toEqual([expect.stringMatching(/^\/products\/ZZ-PARITY-/), undefined]);
  expect(tell(noLocation?.request ?? fail())).toContain('"method":"PUT"');

  const [padded] = found(/^body\/name$/);
  expect(padded?.values).toEqual([' Cup ', 'Cup']);
});

test('a wrong call is told so', async () => {
  for (const wrong of [
    ['--requests', '0'],
    ['--requests', 'many'],
    ['--seed', '-1'],
    ['--url', 'shop'],
  ])
    expect(await runCommand(['parity', ...wrong]), wrong.join(' ')).toMatchObject({ code: 2 });
});

function fail(): never {
  throw new Error('No request shows it');
}
