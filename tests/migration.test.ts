import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessToken } from '../commands/lib/access-token.ts';
import { furnish } from '../commands/lib/after-deploy.ts';
import { ApiClient } from '../commands/lib/api.ts';
import { type RunningSystem, startSystem } from '../commands/lib/local-system.ts';
import { command as migrateCatalog } from '../commands/migrate-catalog.ts';
import { Routed } from './lib/routed.ts';
import { runCommand } from './lib/run-command.ts';

/** A system of its own: others would change its products meanwhile. Starts with both sides alike. */
let system: RunningSystem;
let routed: Routed;
let operator: ApiClient;
beforeAll(async () => {
  system = await startSystem();
  routed = await Routed.inFrontOf(system.run.url);
  operator = new ApiClient(system.run.url, await accessToken(system.deployment, 'operator'));
}, 120_000);
afterAll(async () => {
  await routed.stop();
  await system.run.stop();
}, 60_000);

const migrate = (...flags: string[]) => runCommand(migrateCatalog, routed.url, ...flags);

test('a system has from its start what the legacy API has, and what is there stays when it is loaded again', async () => {
  const lines: string[] = [];
  await furnish(system.deployment, (line) => lines.push(line));
  expect(lines).toEqual([
    expect.stringContaining('Loading'),
    expect.stringMatching(/^(\d+) products with stock: 0 loaded, \1 there already$/),
    'Users: operator, and customer C-10001',
  ]);
  expect((await migrate('dry-run')).lines.at(-1)).toMatch(
    /^Would write 0 products and remove 0; 0 would go on/,
  );
});

type Owner = 'legacy' | 'catalog';
const input = { description: '', category: 'tests', price: { amount: 100, currency: 'EUR' } };
/** Writes as the owner's clients do: a new product, or the next version of one. */
const put = (owner: Owner, sku: string, name: string, version?: number) =>
  operator.request('PUT', `/via/${owner}/products/${sku}`, {
    body: { ...input, name, ...(version && { version }) },
  });
const remove = (owner: Owner, sku: string) => operator.request('DELETE', `/via/${owner}/products/${sku}`);
const read = async (owner: Owner, sku: string) => {
  const { status, body } = await operator.request('GET', `/via/${owner}/products/${sku}`);
  return status === 200 ? `${body.name}, version ${body.version}` : status;
};
const onBoth = async (sku: string) => [await read('legacy', sku), await read('catalog', sku)];

const allTheSame = expect.stringMatching(
  /^Compared: (legacy and catalog|catalog and legacy) have the same \d+ products$/,
);
const written = (count: number) =>
  expect.stringMatching(new RegExp(`^\\d+ products read, ${count} written$`));

describe('as long as the legacy API owns the writes', () => {
  test('what it has new or newer is copied, version and all, and the second time nothing is', async () => {
    routed.owner = 'legacy';
    await put('legacy', 'MOVE-001', 'First');
    await put('legacy', 'MOVE-002', 'First');
    await put('legacy', 'MOVE-002', 'Second', 1);
    const { lines, error } = await migrate();
    expect(error).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining('legacy owns the writes'), written(2), allTheSame]);
    expect(await onBoth('MOVE-002')).toEqual(['Second, version 2', 'Second, version 2']);
    // A version that was stale before the move is stale after it.
    expect(await put('catalog', 'MOVE-002', 'Late', 1)).toMatchObject({ status: 409 });
    expect((await migrate()).lines.slice(1)).toEqual([written(0), allTheSame]);
  });

  test('a dry run says what it would do, and does nothing', async () => {
    await put('legacy', 'MOVE-003', 'First');
    await put('legacy', 'MOVE-001', 'Second', 1);
    await put('catalog', 'MOVE-004', 'Nobody else has it');
    const { lines, error } = await migrate('dry-run', 'delete');
    expect(error).toBeUndefined();
    expect(lines.slice(1)).toEqual([
      '  MOVE-001: catalog would get version 2 in place of version 1',
      '  MOVE-003: catalog would get version 1',
      '  MOVE-004: would be removed from catalog',
      expect.stringMatching(
        /^Would write 2 products and remove 1; 0 would go on to differ, \d+ are the same\. /,
      ),
    ]);
    expect(await onBoth('MOVE-001')).toEqual(['Second, version 2', 'First, version 1']);
    expect(await onBoth('MOVE-003')).toEqual(['First, version 1', 404]);
    expect(await read('catalog', 'MOVE-004')).toBe('Nobody else has it, version 1');
  });

  test('what only the catalogue has is a difference, and is removed when that is asked', async () => {
    const named = await migrate();
    expect(named.lines).toContain('  MOVE-004: only catalog has it; --delete removes it there');
    expect(named.error).toMatch(/^1 of \d+ products differ between legacy and catalog/);
    expect(await read('catalog', 'MOVE-004')).toBe('Nobody else has it, version 1');

    await remove('legacy', 'MOVE-003');
    expect((await migrate('delete')).error).toBeUndefined();
    expect(await onBoth('MOVE-003')).toEqual([404, 404]);
    expect(await read('catalog', 'MOVE-004')).toBe(404);
  });

  test('a newer product of the catalogue stays, and is a difference', async () => {
    await put('catalog', 'MOVE-001', 'Third of the catalogue', 2);
    const { lines, error } = await migrate('delete');
    expect(error).toMatch(/^1 of/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}MOVE-001: legacy has version 2, catalog version 3, which .* stays/),
    );
    expect(await read('catalog', 'MOVE-001')).toBe('Third of the catalogue, version 3');
    await put('legacy', 'MOVE-001', 'Third', 2);
    await put('legacy', 'MOVE-001', 'Fourth', 3);
    expect((await migrate()).error).toBeUndefined();
    expect(await onBoth('MOVE-001')).toEqual(['Fourth, version 4', 'Fourth, version 4']);
  });

  test('nothing is copied back onto it', async () => {
    const { error } = await migrate('back');
    expect(error).toMatch(/^legacy owns the writes .* Leave --back out/);
  });

  test('killed half way, it goes on where it was', async () => {
    const skus = ['AAA-KILLED', 'ZZZ-KILLED'] as const;
    for (const sku of skus) await put('legacy', sku, 'First');
    const secondPage = Promise.withResolvers<void>();
    const isSecondPage = (request: string) => /^GET \/via\/legacy\/products\?.*cursor=/.test(request);
    routed.before = async (request) => {
      if (!isSecondPage(request)) return;
      secondPage.resolve();
      await once(child, 'exit');
    };
    const child = spawn(process.execPath, ['commands/run.mjs', 'migrate:catalog', '--url', routed.url], {
      stdio: 'ignore',
    });
    await secondPage.promise;
    child.kill('SIGKILL');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect(await Promise.all(skus.map((sku) => read('catalog', sku)))).toEqual(['First, version 1', 404]);

    routed.before = () => {};
    routed.requests.length = 0;
    const { lines, error } = await migrate();
    expect(error).toBeUndefined();
    expect(lines[1]).toBe('Going on after 100 products, where an earlier run was broken off');
    const ofSource = routed.requests.filter((request) => request.startsWith('GET /via/legacy/products'));
    expect(ofSource[0]).toSatisfy(isSecondPage);
    expect(lines.at(-1)).toEqual(allTheSame);
    expect(await read('catalog', 'ZZZ-KILLED')).toBe('First, version 1');
    // What was broken off has come to its end: the next one begins at the beginning.
    expect((await migrate()).lines[1]).toEqual(written(0));
  }, 60_000);
});

describe('when the catalogue owns the writes', () => {
  test('nothing is copied onto it any more', async () => {
    routed.owner = 'catalog';
    const { error } = await migrate();
    expect(error).toMatch(/^catalog owns the writes .* Say --back/);
  });

  test('what it changed, made and removed is copied back, and then the writes may move back, too', async () => {
    await put('catalog', 'MOVE-002', 'Third', 2);
    await put('catalog', 'MOVE-005', 'First');
    await remove('catalog', 'MOVE-001');
    const { lines, error } = await migrate('back', 'delete');
    expect(error).toBeUndefined();
    expect(lines.slice(1)).toEqual([written(2), allTheSame]);
    expect(await onBoth('MOVE-001')).toEqual([404, 404]);
    expect(await onBoth('MOVE-002')).toEqual(['Third, version 3', 'Third, version 3']);
    expect(await onBoth('MOVE-005')).toEqual(['First, version 1', 'First, version 1']);
    expect(await put('legacy', 'MOVE-002', 'Late', 2)).toMatchObject({ status: 409 });

    routed.owner = 'legacy';
    await put('legacy', 'MOVE-002', 'Fourth', 3);
    expect((await migrate()).error).toBeUndefined();
    expect(await onBoth('MOVE-002')).toEqual(['Fourth, version 4', 'Fourth, version 4']);
  });
});
