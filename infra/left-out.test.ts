import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { bundleFunctions, bundling } from './bundle.ts';
import { leaveOut, leftOut } from './left-out.ts';

const folder = mkdtempSync(join(tmpdir(), 'left-out-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a file of this source exports when it is bundled as a function is. */
async function bundled(name: string, source: string) {
  const outfile = join(folder, `${name}.cjs`);
  const stdin = { contents: source, resolveDir: import.meta.dirname };
  const { outExtension: _, sourcemap: __, ...options } = bundling;
  await build({ ...options, stdin, outfile, plugins: [leaveOut] });
  return import(outfile);
}

test('everything on the list is still asked for by a function', async () => {
  const { inputs } = await bundleFunctions(join(folder, 'functions'));
  const askedFor = Object.entries(inputs).flatMap(([from, { imports }]) =>
    imports.filter(({ path }) => path === 'infra/left-out.cjs').map(({ original }) => ({ from, original })),
  );
  for (const { from, imports } of leftOut)
    expect(askedFor).toContainEqual({
      from: expect.stringMatching(from),
      original: expect.stringMatching(imports),
    });
  expect(Object.keys(inputs)).toContain('infra/trace-context.cjs');
  expect(Object.keys(inputs).filter((file) => file.includes('cls-hooked'))).toEqual([]);
});

test('what is left out says so when it is used, and not before', async () => {
  const { stripe } = await bundled(
    'stripe',
    "import Stripe from 'stripe'; export const stripe = new Stripe('sk_test_1');",
  );
  expect(stripe.refunds.create).toBeTypeOf('function');
  expect(() => stripe.customers.list()).toThrow(
    'CustomerResource is of a module that is left out of the bundles. infra/left-out.ts says which',
  );
});

test('a client has the credentials of its environment, or says that there are none', async () => {
  const { credentials } = await bundled(
    'credentials',
    "import { SQSClient } from '@aws-sdk/client-sqs';" +
      "export const credentials = () => new SQSClient({ region: 'eu-west-1' }).config.credentials();",
  );
  await expect(credentials()).rejects.toThrow('Unable to find environment variable credentials');
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'secret' });
  try {
    expect(await credentials()).toMatchObject({ accessKeyId: 'AKIA1', secretAccessKey: 'secret' });
  } finally {
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
  }
});
