import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { globSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { accessToken } from '../../commands/lib/access-token.ts';
import { ApiClient, expectStatus } from '../../commands/lib/api.ts';
import { synthesise } from '../../commands/lib/assembly.ts';
import type { RunningSystem } from '../../commands/lib/local-system.ts';
import { providerClient } from '../../commands/lib/provider.ts';
import { physicalIdOf } from '../../local/cloudformation/physical-id.ts';

/** What no log may hold, by kind: the values that one run of the system really used. */
export type Confidential = Record<
  'token' | 'signature' | 'secret' | 'task token' | 'person' | 'postal code' | 'card',
  Set<string>
>;

/** Notes what callers send to the servers of this process in confidence, from now until `stop`. */
export function watchRequests() {
  const tokens = new Set<string>();
  const signatures = new Set<string>();
  const note = (message: unknown) => {
    const { authorization = '', ...headers } = (message as { request: IncomingMessage }).request.headers;
    const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
    if (token) tokens.add(token);
    for (const [, signature] of String(headers['stripe-signature']).matchAll(/v1=(\w+)/g))
      signatures.add(String(signature));
  };
  subscribe('http.server.request.start', note);
  return { tokens, signatures, stop: () => unsubscribe('http.server.request.start', note) };
}

/** What the stores of a system and the payment provider keep in confidence. */
export async function stored({ run, deployment, provider }: RunningSystem) {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(deployment.clientConfig));
  const orders = await itemsOf(documents, /Orders/);
  const customers = new Set(orders.flatMap(({ customerId }) => customerId ?? []));
  const operator = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
  const people = await Promise.all(
    [...customers].map(async (id) => expectStatus(await operator.request('GET', `/customers/${id}`), 200)),
  );
  const addresses = [
    ...people.map(({ address }) => address),
    ...orders.flatMap(({ shipTo }) => shipTo ?? []),
  ];
  const intents = await providerClient(provider).paymentIntents.list({ limit: 100 });
  return {
    secret: new Set((await secretNames()).flatMap((name) => valuesOf(run.system.secrets.get(name)))),
    'task token': new Set((await itemsOf(documents, /Waits/)).flatMap(({ taskToken }) => taskToken ?? [])),
    person: new Set(people.flatMap(({ name, email, address }) => [name, email, address.street])),
    'postal code': new Set(addresses.map(({ postalCode }) => postalCode)),
    card: new Set(intents.data.flatMap(({ client_secret: secret }) => secret ?? [])).add('pm_card_visa'),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: whatever a table holds
async function itemsOf(client: DynamoDBDocumentClient, name: RegExp): Promise<Record<string, any>[]> {
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const items = [];
  for (const TableName of TableNames.filter((each) => name.test(each)))
    for await (const { Items = [] } of paginateScan({ client }, { TableName })) items.push(...Items);
  return items;
}

/** The secrets of both stacks. */
async function secretNames(): Promise<string[]> {
  const assembly = await synthesise();
  return globSync('*.template.json', { cwd: assembly }).flatMap((file) => {
    const template: { Resources: Record<string, { Type: string }> } = JSON.parse(
      readFileSync(join(assembly, file), 'utf8'),
    );
    return Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === 'AWS::SecretsManager::Secret')
      .map(([id]) => physicalIdOf(file.replace('.template.json', ''), id));
  });
}

/** Of a secret in JSON the parts that are secret: a user's name and a host's address are not. */
function valuesOf(secret: string): string[] {
  if (!secret.startsWith('{')) return [secret];
  const { password, secretKey }: Record<string, string> = JSON.parse(secret);
  return [password, secretKey].filter((value) => value !== undefined);
}

/** The lines that hold something confidential, each with its kind. */
export function leaksIn(lines: string[], confidential: Confidential): string[] {
  return Object.entries(confidential).flatMap(([kind, values]) => {
    const isIn = kind === 'postal code' ? hasWord : (line: string, value: string) => line.includes(value);
    const leaks = lines.filter((line) => [...values].some((value) => isIn(line, value)));
    return leaks.map((line) => `${kind}: ${line}`);
  });
}

/** The digits of a postal code may be part of any number, and of any id: `-` joins the parts of a UUID. */
const hasWord = (line: string, word: string) => line.split(/[^\w.-]+/).includes(word);
