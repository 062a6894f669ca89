import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { accessToken } from '../commands/lib/access-token.ts';
import { ApiClient } from '../commands/lib/api.ts';
import { shellCommandsOf } from '../commands/lib/docs/markdown.ts';
import { type RunningSystem, startSystem } from '../commands/lib/local-system.ts';
import { hideBriefly } from './lib/hide-briefly.ts';
import { elsewhere, nowhere } from './lib/not-run-here.ts';
import { orderRequest, placeOrder } from './lib/order.ts';
import { Reader } from './lib/reader.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
/** The runbooks are run by tests/runbooks.test.ts. */
const pages = globSync(['*.md', 'docs/**/*.md', 'local/*.md'], { cwd: root, exclude: ['docs/runbooks/**'] });

/** Every command of every page once; `<url>` is what `$U` is. */
const commands = [...new Set(pages.flatMap((page) => shellCommandsOf(read(page).replaceAll('<url>', '$U'))))];

const authorised = '-H "Authorization: Bearer $TOKEN"';
const webhook = "curl -i $U/webhooks/payments -H 'content-type: ";

/** The one command that has these words in it, for one that is too long to be written down again. */
function theOneWith(words: string): string {
  const [found = words, ...others] = commands.filter((command) => command.includes(words));
  if (others.length > 0) throw new Error(`More than one command has ${words}: ${others.join(', ')}`);
  return found;
}

/** What `curl -i` prints of an answer. */
function answer(status: number, servedBy: string, mediaType = ''): RegExp {
  const type = mediaType && `(?=[\\s\\S]*^content-type: ${mediaType.replace('+', '\\+')}\\r$)`;
  return new RegExp(`^HTTP/1.1 ${status} ${type}[\\s\\S]*^x-served-by: ${servedBy}\\r$`, 'im');
}

/** Commands, in an order in which none is in the way of another, and what they must show. */
const atOnce: Record<string, RegExp> = {
  'npm run demo': /Proved: COMPLETED[\s\S]*Proved: CANCELLED[\s\S]*\nDone\n$/,
  'npm run demo -- --scenario legacy-down': /Proved: PAID while it was down, COMPLETED[^\n]*\n\nDone\n$/,
  'npm run help': /^npm start {2,}\w[\s\S]*^npm run demo {2,}\w/m,
  'npm run routes': /^GET +\/products\/\{sku\} +catalog +public +legacy, catalog/m,
  'npm run token': /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/m,
  'npm run token -- --as operator': /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/m,
  'npm run outputs -- WebhookQueueUrl': /^http:\/\/127\.0\.0\.1:\d+\/\d{12}\/orders-PaymentsQueue/m,
  'npm run seed -- --url $U': /^(\d+) products with stock: 0 loaded, \1 there already$/m,
  'npm run migrate:order-history': /^(\d{4}) past orders read, \1 written\nCompared: .* the same \1 past/m,
  'npm run migrate:order-history -- --url $U': /^\d{4} past orders read, 0 written$/m,
  'npm run migrate:catalog -- --back':
    /^catalog owns the writes[\s\S]*^Compared: .* have the same \d+ products$/m,
  'npm run migrate:catalog -- --back --url $U': /^Compared: .* have the same \d+ products$/m,
  'npm run asl -- <definition>': /"status": "SUCCEEDED"/,
  'npm run asl -- order.asl.json --input \'{"orderId":"o-1"}\' --mocks mocks.json':
    /"output": {\s+"booked": "o-1"/,
  [theOneWith('order-fulfilment.asl.json')]: /"orderId": "o-1",\s+"status": "COMPLETED"/,
  'npm sbom --package-lock-only --sbom-format cyclonedx --omit dev > sbom.json':
    /"bomFormat": "CycloneDX"[\s\S]*"phase": "pre-build"[\s\S]*pkg:npm\/zod@/,
  'npm run smoke': /COMPLETED[\s\S]*CANCELLED[\s\S]*\nPassed\n$/,
  'npm run smoke -- --url $U': /\nPassed\n$/,
  'TOKEN=$(npm run --silent token -- --url $U)\nnpm run smoke -- --url $U': /\nPassed\n$/,
  'npm run redrive -- --dry-run': /^Webhook: 0 dead letters\nRefund: 0 dead letters$/m,
  'npm run redrive': /^Webhook: 0 dead letters\nRefund: 0 dead letters$/m,
  'npm run redrive -- --url $U': /^Webhook: 0 dead letters\nRefund: 0 dead letters$/m,
  [theOneWith('aws stepfunctions list-executions')]: /"executions": \[\]/,
  [theOneWith('aws lambda invoke')]: /\\"sessions\\":\[{[^\]]*:\d/,
  [`curl -i $U/customers/C-10001 ${authorised}`]: answer(200, 'legacy'),
  [`curl -i $U/customers/C%2D10001 ${authorised}`]: answer(200, 'legacy'),
  [`curl -i $U/customers/C-10002 ${authorised} -H 'x-caller-id: C-10002'`]: answer(404, 'legacy'),
  [`curl -i -X PATCH $U/orders ${authorised}`]: answer(404, 'legacy'),
  'curl -i -X PATCH $U/orders': answer(401, 'gateway'),
  'curl -i -X POST $U/orders': answer(401, 'gateway', 'application/problem+json'),
  'curl -i "$U/via/legacy/products?limit=1"': answer(200, 'legacy'),
  'curl -i "$U/via/catalog/products?limit=1"': answer(200, 'catalog'),
  'curl -s $U/docs': /^<!doctype html>/,
  'diff <(node -p \'JSON.stringify(require("./docs/api/openapi.json"))\') <(curl -s $U/openapi.json; echo)':
    /^$/,
  [`${webhook}application/json' -d '{}'`]: answer(202, 'webhook'),
  [`${webhook}application/json; charset=utf-8' -d '{}'`]: answer(202, 'webhook'),
  [`${webhook}text/plain' -d '{}'`]: answer(415, 'gateway'),
  [`node -p 'JSON.stringify({a:"x".repeat(786432)})' | ${webhook}application/json' -d @-`]: answer(
    413,
    'webhook',
  ),
  [theOneWith('openssl dgst')]: answer(202, 'webhook'),
};

/** Commands that pay an order. */
const ofOrder: Record<string, RegExp> = {
  'npm run pay -- <orderId>': /^payment_intent\.succeeded for ord_\w+: delivered/m,
  'npm run pay -- <orderId> --url $U': /^payment_intent\.succeeded for ord_\w+: delivered/m,
};

/** Commands that let an execution go on that has ended half way. */
const ofExecution: Record<string, RegExp> = {
  'aws stepfunctions redrive-execution --execution-arn <arn>': /"redriveDate": "/,
};

/** Commands that show what a command before caused, which takes its time. */
const later: Record<string, RegExp> = {
  [theOneWith('aws logs filter-log-events')]: /ZodError/,
};

/** Of its own: what is done here others would meet, and the dead letters of others would be met here. */
let system: RunningSystem;
let reader: Reader;
let customer: ApiClient;
beforeAll(async () => {
  // Whatever account the developer has there.
  vi.stubEnv('STRIPE_SECRET_KEY', '');
  system = await startSystem();
  await hideBriefly(system.deployment);
  customer = new ApiClient(system.run.url, await accessToken(system.deployment, 'customer'));
  reader = new Reader(system.run);
  reader.set('TOKEN', (await reader.run('npm run --silent token -- --url $U')).trim());
}, 120_000);
afterAll(async () => {
  reader?.stop();
  await system?.run.stop();
});

const workflow = (state: object) =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Book', States: { Book: { ...state, End: true } } });
/** What the pages leave to their readers. */
const files: Record<string, string> = {
  '<definition>': workflow({ Type: 'Pass' }),
  'order.asl.json': workflow({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' }),
  'mocks.json': '{"Book":{"result":{"booked":"o-1"}}}',
};

/** With the path of a file in place of each name of one, and on the screen what would go into one. */
function filledIn(command: string): string {
  const names = Object.keys(files).filter((name) => command.includes(name));
  return names
    .reduce(
      (text, name) => text.replace(name, reader.write(name.replaceAll(/[<>]/g, ''), files[name] ?? '')),
      command,
    )
    .replace('> sbom.json', '');
}

describe('a command of the pages, run as it stands there, shows what it should:', {
  timeout: 120_000,
}, () => {
  test.each(Object.entries(atOnce))('%s', async (command, shows) => {
    expect(await reader.run(filledIn(command))).toMatch(shows);
  });

  test.each(Object.entries(ofOrder))('%s, and the order completes', async (command, shows) => {
    const { orderId } = await placeOrder(customer, orderRequest('MUG-001'));
    expect(await reader.run(command.replace('<orderId>', orderId))).toMatch(shows);
    const status = async () => (await customer.request('GET', `/orders/${orderId}`)).body.status;
    await expect.poll(status, { timeout: 60_000 }).toBe('COMPLETED');
  });

  test.each(Object.entries(ofExecution))('%s, and the order completes', async (command, shows) => {
    const { orderId } = await placeOrder(customer, orderRequest('MUG-001'));
    const machine = await reader.run('npm run --silent outputs -- FulfilmentStateMachineArn --url $U');
    const arn = `${machine.trim().replace(':stateMachine:', ':execution:')}:${orderId}`;
    await reader.run(`aws stepfunctions stop-execution --execution-arn ${arn}`);
    expect(await reader.run(command.replace('<arn>', arn))).toMatch(shows);
    await reader.run(`npm run pay -- ${orderId} --url $U`);
    const status = async () => (await customer.request('GET', `/orders/${orderId}`)).body.status;
    await expect.poll(status, { timeout: 60_000 }).toBe('COMPLETED');
  });

  test.each(Object.entries(later))('%s', async (command, shows) => {
    await expect.poll(() => reader.run(command), { timeout: 30_000 }).toMatch(shows);
  });
});

const known = [
  ...[atOnce, ofOrder, ofExecution, later, elsewhere].flatMap((table) => Object.keys(table)),
  ...Object.values(nowhere).flat(),
];

test('every command of the pages is run here or elsewhere, or there is a reason why not', () => {
  expect(commands.filter((command) => !known.includes(command))).toEqual([]);
});

test('no command is run, or excused, that is on no page any more', () => {
  expect(known.filter((command) => !commands.includes(command))).toEqual([]);
  expect(known).toHaveLength(new Set(known).size);
});

test.each(Object.entries(elsewhere))('%s is run by the file that is said to', (_, [path, words]) => {
  expect(read(path)).toContain(words);
});
