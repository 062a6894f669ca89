import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import {
  type AddressInfo,
  createServer as createSocketServer,
  type Socket,
  type Server as SocketServer,
} from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { jsonProtocol } from '../../local/endpoint/json-protocol.ts';
import { AwsEndpoint } from '../../local/endpoint/server.ts';
import type { Operation } from '../../local/endpoint/service.ts';
import { Secrets } from '../../local/secretsmanager/secrets.ts';
import { patience } from '../../services/shared/patience.ts';

let aws: AwsEndpoint;
let stackSide: Server;
/** A server that takes connections and never says a word. */
let silent: SocketServer;
const held: Socket[] = [];
let handler: (event: CloudFormationCustomResourceEvent, context: Context) => Promise<void>;
let answerStatus = 200;
const answers: { contentType: string | undefined; body: Record<string, string> }[] = [];

beforeAll(async () => {
  silent = createSocketServer((socket) => held.push(socket));
  stackSide = createServer((request, response) => {
    void text(request).then((body) => {
      answers.push({ contentType: request.headers['content-type'], body: JSON.parse(body) });
      response.writeHead(answerStatus).end();
    });
  });
  await Promise.all([silent, stackSide].map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
  const secrets = new Secrets();
  const secret = (name: string, value: object | string) =>
    secrets.create({
      ...{ name, arn: `arn:${name}-abcdef` },
      value: typeof value === 'string' ? value : JSON.stringify(value),
    });
  secret('role', { username: 'ledger', password: 'hidden' });
  secret('admin', { host: '127.0.0.1', port: portOf(stackSide), username: 'admin', password: 'hidden' });
  secret('hanging', { host: '127.0.0.1', port: portOf(silent), username: 'admin', password: 'hidden' });
  secret('broken', 'password=hidden');
  secret('empty', {});
  secret('late', {});
  secret('blank', { host: '', port: '5432.5', username: '', password: '' });
  aws = await AwsEndpoint.listen(() => {});
  const { targetPrefix, operations } = secrets.service();
  const GetSecretValue: Operation = async (input: { SecretId: string }, caller) => {
    if (input.SecretId === 'late') await delay(patience.secret + 200);
    return (await operations['GetSecretValue']?.(input, caller)) ?? {};
  };
  aws.serve(jsonProtocol([{ targetPrefix, operations: { GetSecretValue } }]));
  const environment = {
    AWS_ENDPOINT_URL: aws.url,
    ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    ...{ POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' },
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  ({ handler } = await import('./setup.handler.ts'));
});
beforeEach(() => {
  answers.length = 0;
  answerStatus = 200;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const socket of held) socket.destroy();
  silent.close();
  stackSide.close().closeAllConnections();
  await aws.stop();
});

const portOf = (server: SocketServer) => (server.address() as AddressInfo).port;

/** Runs the handler on one event; `admin` names the admin's secret. */
async function run(
  request: { RequestType: 'Create' | 'Update' | 'Delete'; PhysicalResourceId?: string },
  { admin = 'admin', properties = {}, seconds = 60 } = {},
): Promise<void> {
  const event = {
    ...{ StackId: 'stack-1', RequestId: 'request-1', LogicalResourceId: 'LedgerDatabase', ...request },
    ResponseURL: `http://127.0.0.1:${portOf(stackSide)}/response?signed=1`,
    ResourceProperties: {
      ...{ Database: 'ledger', AdminSecretArn: admin, RoleSecretArn: 'role' },
      ...{ ConnectionLimit: '10', Migrations: [], ...properties },
    },
  } as unknown as CloudFormationCustomResourceEvent;
  const context = { getRemainingTimeInMillis: () => seconds * 1000 } as Context;
  await handler(event, context);
}

describe('the custom resource of a database', () => {
  test('answers a Delete without touching the database, under the id it was created with', async () => {
    await run({ RequestType: 'Delete', PhysicalResourceId: 'first-id' });
    expect(answers).toEqual([
      {
        contentType: undefined,
        body: {
          ...{ Status: 'SUCCESS', StackId: 'stack-1', RequestId: 'request-1' },
          ...{ LogicalResourceId: 'LedgerDatabase', PhysicalResourceId: 'first-id' },
        },
      },
    ]);
  });

  test('fails with the reason when the database cannot be reached, and keeps its id', async () => {
    await run({ RequestType: 'Create' });
    await run({ RequestType: 'Update', PhysicalResourceId: 'LedgerDatabase' });
    expect(answers).toHaveLength(2);
    for (const { body } of answers) {
      expect(body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'LedgerDatabase' });
      expect(body['Reason']).not.toBe('');
    }
  });

  test('fails in time when the database says nothing', async () => {
    await run({ RequestType: 'Create' }, { admin: 'hanging', seconds: 5.2 });
    expect(answers[0]?.body).toMatchObject({ Status: 'FAILED', Reason: 'Not finished after 0 s' });
  });

  test('names a wrong property', async () => {
    await run({ RequestType: 'Create' }, { properties: { ConnectionLimit: 'ten' } });
    expect(answers[0]?.body).toMatchObject({ Status: 'FAILED' });
    expect(answers[0]?.body['Reason']).toContain('ConnectionLimit');
  });

  test.each([
    ...['Database', 'AdminSecretArn', 'RoleSecretArn'].flatMap((name) => [
      { name, properties: { [name]: '' } },
      { name, properties: { [name]: undefined } },
    ]),
    ...['0', '1.5', undefined].map((ConnectionLimit) => ({
      name: 'ConnectionLimit',
      properties: { ConnectionLimit },
    })),
    { name: 'ReaderSecretArn', properties: { ReaderSecretArn: '' } },
    ...['0', '1.5'].map((ReaderConnectionLimit) => ({
      name: 'ReaderConnectionLimit',
      properties: { ReaderConnectionLimit },
    })),
    ...[{ name: '', sql: 'x' }, { name: 'x', sql: '' }, { sql: 'x' }, { name: 'x' }].map((migration) => ({
      name: 'Migrations',
      properties: { Migrations: [migration] },
    })),
  ])('refuses a $name as in $properties', async ({ name, properties }) => {
    await run({ RequestType: 'Create' }, { properties });
    expect(answers[0]?.body['Reason']).toContain(name);
  });

  test('waits for a secret that comes too late for a request', async () => {
    await run({ RequestType: 'Create' }, { admin: 'late' });
    expect(answers[0]?.body['Reason']).toMatch(/^Secret late is wrong\./);
  });

  test.each(['empty', 'blank'])('names what is missing in a secret that is %s', async (name) => {
    await run({ RequestType: 'Create' }, { admin: name });
    await run({ RequestType: 'Create' }, { properties: { RoleSecretArn: name } });
    const missing = answers.map(({ body }) => body['Reason']?.match(/\b(host|port|username|password)(?=:)/g));
    expect(missing).toEqual([
      ['username', 'password', 'host', 'port'],
      ['username', 'password'],
    ]);
  });

  test('quotes nothing of a secret that is not JSON', async () => {
    await run({ RequestType: 'Create' }, { admin: 'broken' });
    expect(answers[0]?.body['Reason']).toContain('Secret broken is wrong');
    expect(answers[0]?.body['Reason']).not.toContain('hidden');
  });

  test('throws when its answer is refused, so that Lambda runs the event again', async () => {
    answerStatus = 403;
    await expect(run({ RequestType: 'Delete', PhysicalResourceId: 'first-id' })).rejects.toThrow('403');
  });
});
