import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { UsageError } from '../commands/lib/command.ts';
import { type Answer, fakeAws, stackAnswer } from '../commands/lib/testing.ts';
import { findTarget } from './target.ts';

afterEach(() => vi.unstubAllEnvs());

/** Something that listens on this machine; answers what it was asked for. */
async function listen(headers: Record<string, string>, status = 200, awsEndpoint = '') {
  const asked: string[] = [];
  const server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    const local = url?.endsWith('/_local');
    response.writeHead(local && !awsEndpoint ? 404 : status, headers);
    response.end(JSON.stringify({ endpoint: awsEndpoint, region: 'us-east-1' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const outputs = {
  ApiUrl: 'https://abc.execute-api.us-east-1.amazonaws.com/live/',
  WebhookSecretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:webhook',
  WebhookQueueUrl: 'http://127.0.0.1/queue',
  WebhookDeadLetterQueueUrl: 'http://127.0.0.1/dead-letters',
  WebhookLogGroupName: 'worker',
  AuditFunctionName: 'audit',
};

/** A system that answers, with this stack and secret behind it. */
async function system(secret: Answer, stack: Record<string, string> = outputs) {
  const { endpoint } = await fakeAws({
    DescribeStacks: () => stackAnswer('orders', stack),
    'secretsmanager.GetSecretValue': () => secret,
  });
  return listen({ 'x-served-by': 'catalog' }, 200, endpoint);
}

const signedBy = (SecretString: string): Answer => ({ body: JSON.stringify({ SecretString }) });

async function refusal(url: string): Promise<string> {
  const error = await findTarget(url).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  const { message } = error as UsageError;
  expect(message).not.toContain('\n');
  return message;
}

describe('no load is sent to', () => {
  test('what is no URL', async () => {
    expect(await refusal('example.com')).toMatch(/^--url is "example\.com"; give the whole URL/);
  });

  test('another machine in the clear', async () => {
    expect(await refusal('http://example.com/live')).toBe(
      '--url is http://example.com/live; only https is taken, and http to this machine',
    );
  });

  test('a place where nobody answers, and the reason is told', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await refusal(`http://127.0.0.1:${port}`)).toMatch(
      /^Nothing answers at .* \(.*ECONNREFUSED.*\): no load was sent$/,
    );
  });

  test.each([
    ['something without x-served-by', {}, 'missing'],
    ['a cache that has such a header, too', { 'x-served-by': 'cache-fra-1' }, 'cache-fra-1'],
  ])('%s', async (_, headers: Record<string, string>, found) => {
    const { url, asked } = await listen(headers);
    expect(await refusal(url)).toBe(
      `What answers at ${url} is not this system, its x-served-by is ${found}: no load was sent`,
    );
    expect(asked).toEqual(['GET /products?limit=1']);
  });

  test('something that leads elsewhere', async () => {
    const there = await listen({ 'x-served-by': 'catalog' });
    const { url } = await listen({ location: there.url }, 302);
    expect(await refusal(url)).toContain('is not this system');
    expect(there.asked).toEqual([]);
  });

  test('a system whose signing secret cannot be read', async () => {
    const denied = { __type: 'AccessDeniedException', message: 'User: somebody is not authorized' };
    const { url } = await system({ status: 400, body: JSON.stringify(denied) });
    expect(await refusal(url)).toBe(
      `No load was sent to ${url}: the webhook's signing secret cannot be read (User: somebody is not authorized); put it into PAYMENT_WEBHOOK_SECRET`,
    );
  });

  test('a system whose signing secret is empty', async () => {
    const { url } = await system(signedBy(''));
    expect(await refusal(url)).toContain('holds no text');
  });

  test('a version without an audit function', async () => {
    const { AuditFunctionName: _, ...older } = outputs;
    const { url } = await system(signedBy('whsec_test'), older);
    expect(await refusal(url)).toContain('has no output AuditFunctionName. Deploy the current version.');
  });
});

test('a system of this machine is found, with all that looks into it', async () => {
  const { url } = await system(signedBy('whsec_test'));
  expect(await findTarget(`${url}/`)).toMatchObject({
    kind: 'local',
    webhookUrl: `${url}/webhooks/payments`,
    secret: 'whsec_test',
    auditFunction: 'audit',
    workerLogGroup: 'worker',
  });
});

describe('a system in AWS', () => {
  const url = 'https://abc.execute-api.us-east-1.amazonaws.com/live';

  async function deployed(apiUrl: string) {
    const { endpoint } = await fakeAws({
      DescribeStacks: () => stackAnswer('orders', { ...outputs, ApiUrl: apiUrl }),
    });
    for (const [name, value] of Object.entries({ AWS_ENDPOINT_URL: endpoint, PAYMENT_WEBHOOK_SECRET: 's' }))
      vi.stubEnv(name, value);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'fake');
    const answer = new Response('{}', { headers: { 'x-served-by': 'catalog' } });
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(answer);
    onTestFinished(() => void vi.restoreAllMocks());
  }

  test('is told from one of this machine', async () => {
    await deployed(`${url}/`);
    expect(await findTarget(url)).toMatchObject({ kind: 'aws', secret: 's' });
  });

  test('gets no load when the credentials belong to another one', async () => {
    await deployed('https://other.execute-api.us-east-1.amazonaws.com/live/');
    expect(await refusal(url)).toContain('answers at other.execute-api.us-east-1.amazonaws.com');
  });
});
