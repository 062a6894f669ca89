import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessToken } from '../commands/lib/access-token.ts';
import { ApiClient, expectStatus } from '../commands/lib/api.ts';
import { type RunningSystem, startSystem } from '../commands/lib/local-system.ts';

const root = join(import.meta.dirname, '..');
const pages = globSync('docs/runbooks/*.md', { cwd: root }).sort();

/** Of its own: the runbooks rotate its secret and restart its legacy API. */
let system: RunningSystem;
let tools: string;
let orderId: string;

beforeAll(async () => {
  system = await startSystem();
  const customer = new ApiClient(system.run.url, await accessToken(system.deployment, 'customer'));
  const body = { lines: [{ sku: 'MUG-001', quantity: 1 }], shipTo: { country: 'DE', postalCode: '10115' } };
  const headers = { 'idempotency-key': randomUUID() };
  ({ orderId } = expectStatus(await customer.request('POST', '/orders', { body, headers }), 202));
  tools = mkdtempSync(join(tmpdir(), 'runbooks-'));
  const aws = join(tools, 'aws');
  writeFileSync(
    aws,
    `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, 'lib/aws-cli.ts')}" "$@"\n`,
  );
  chmodSync(aws, 0o755);
}, 300_000);
afterAll(async () => {
  await system?.run.stop();
  if (tools) rmSync(tools, { recursive: true });
});

/** The blocks of a page that are to be run. */
const blocksOf = (page: string) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```bash\n(.*?)^```$/gms)].map(
    ([, block = '']) => block,
  );

/** Runs a block as a reader of the page does, with the system's URL in `U`. Answers all that it printed. */
async function run(block: string): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block], {
    cwd: root,
    env: {
      ...process.env,
      PATH: `${tools}${delimiter}${process.env['PATH']}`,
      U: system.run.url,
      ORDER_ID: orderId,
      NEW_SECRET: 'whsec_of_the_runbook',
      AWS_ENDPOINT_URL: system.run.endpointUrl,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  return stdout;
}

/** What running a page's blocks must show, beside that each of them succeeds. */
const shows: Record<string, RegExp[]> = {
  'api-errors': [/x-served-by: catalog[\s\S]*x-served-by: legacy/i],
  'database-out-of-connections': [/"sessions\W+\[/, /"serviceName"|"service"/, /Webhook: 0 dead letters/],
  'dead-letters': [/Webhook: 0 dead letters/, /Refund: 0 dead letters/],
  'old-messages': [/"ApproximateNumberOfMessages": "0"/],
  'roll-back-a-route': [/x-served-by: /i, /"sku":"MUG-001"/],
  'rotate-the-webhook-secret': [/"VersionId"/, /payment_intent.succeeded/],
  'slow-api': [/s \/products\/MUG-001/],
  'stuck-execution': [/"executions": \[/, /"type": "Task\w+"/, /^200$/m, /"orderId":"ord_/],
  'throttled-functions': [/^200 /m],
};

test('every runbook of the folder is run, and no other', () => {
  const named = pages.map((page) => page.replace(/^.*\/|\.md$/g, '')).filter((name) => name !== 'README');
  expect(Object.keys(shows).sort()).toEqual(named);
});

describe('the commands of the runbook', () => {
  test.each(Object.entries(shows))(
    '%s run and show what it says',
    async (name, expected) => {
      const blocks = blocksOf(`docs/runbooks/${name}.md`);
      expect(blocks.length).toBeGreaterThan(0);
      const printed: string[] = [];
      for (const block of blocks) printed.push(await run(block));
      for (const pattern of expected) expect(printed.join('\n')).toMatch(pattern);
    },
    300_000,
  );

  test.each(pages)('%s names no runbook that is not there', (page) => {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([\w-]+\.md)\)/g)];
    for (const [, file] of links) expect(pages).toContain(`docs/runbooks/${file}`);
  });
});
