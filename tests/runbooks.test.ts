import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessToken } from '../commands/lib/access-token.ts';
import { ApiClient } from '../commands/lib/api.ts';
import { type RunningSystem, startSystem } from '../commands/lib/local-system.ts';
import { orderRequest, placeOrder } from './lib/order.ts';
import { Reader } from './lib/reader.ts';

const root = join(import.meta.dirname, '..');
const pages = globSync('docs/runbooks/*.md', { cwd: root }).sort();

/** Of its own: the runbooks rotate its secret and restart its legacy API. */
let system: RunningSystem;
let reader: Reader;
let customer: ApiClient;

beforeAll(async () => {
  system = await startSystem();
  customer = new ApiClient(system.run.url, await accessToken(system.deployment, 'customer'));
  const { orderId } = await placeOrder(customer, orderRequest('MUG-001'));
  reader = new Reader(system.run, { ORDER_ID: orderId, NEW_SECRET: 'whsec_of_the_runbook' });
}, 300_000);
afterAll(async () => {
  await system?.run.stop();
  reader?.stop();
});

/** The blocks of a page that are to be run. */
const blocksOf = (page: string) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```bash\n(.*?)^```$/gms)].map(
    ([, block = '']) => block,
  );

/** What running a page's blocks must show, beside that each of them succeeds. */
const shows: Record<string, RegExp[]> = {
  'api-errors': [/x-served-by: catalog[\s\S]*x-served-by: legacy/i],
  'database-out-of-connections': [/"sessions\W+\[/, /"serviceName"|"service"/, /Webhook: 0 dead letters/],
  'dead-letters': [/Webhook: 0 dead letters/, /Refund: 0 dead letters/],
  'old-messages': [/"ApproximateNumberOfMessages": "0"/],
  'roll-back-a-route': [/x-served-by: /i, /"sku":"MUG-001"/],
  'rotate-the-webhook-secret': [/"VersionId"/, /payment_intent.succeeded/],
  'slow-api': [/s \/products\/MUG-001/],
  'stuck-execution': [
    /"executions": \[/,
    /"type": "Task\w+"/,
    /^200$/m,
    /"redriveDate": "/,
    /"orderId":"ord_/,
  ],
  'throttled-functions': [/^200 /m],
};

/** What brings about the case of a page, where its commands need it. */
const causes: Record<string, () => Promise<unknown>> = {
  async 'stuck-execution'() {
    reader.set('ORDER_ID', (await placeOrder(customer, orderRequest('MUG-001'))).orderId);
    return reader.run(`M=$(npm run --silent outputs -- FulfilmentStateMachineArn --url "$U")
aws stepfunctions stop-execution --execution-arn "\${M/:stateMachine:/:execution:}:$ORDER_ID"`);
  },
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
      await causes[name]?.();
      for (const block of blocks) printed.push(await reader.run(block));
      for (const pattern of expected) expect(printed.join('\n')).toMatch(pattern);
    },
    300_000,
  );

  test.each(pages)('%s names no runbook that is not there', (page) => {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([\w-]+\.md)\)/g)];
    for (const [, file] of links) expect(pages).toContain(`docs/runbooks/${file}`);
  });
});
