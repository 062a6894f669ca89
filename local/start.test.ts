import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CfnResource, type Stack } from 'aws-cdk-lib';
import type { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type GuestBookOptions, synthesiseGuestBook } from './guest-book/app.ts';
import { type LocalRun, startLocal } from './start.ts';

/** All temporary files of this file's runs lie here, so that what is left behind can be seen. */
const temporary = mkdtempSync(join(tmpdir(), 'start-test-'));
vi.stubEnv('TMPDIR', temporary);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});

/** How long a condition is waited for: `vi.waitFor` by itself gives up after a second, which a busy machine may need. */
const patience = { timeout: 15_000 };

const assemblyOf = (options?: GuestBookOptions) => synthesiseGuestBook(temporary, options);
const workDirs = () => readdirSync(temporary).filter((name) => name.startsWith('local-aws-'));

/** A guest book that runs, and what its tests do with it. */
class GuestBook {
  readonly run: LocalRun;
  readonly #config: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };

  constructor(run: LocalRun) {
    this.run = run;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    this.#config = { endpoint: run.endpointUrl, region: run.system.region, credentials };
  }

  static async start(options?: GuestBookOptions): Promise<GuestBook> {
    return new GuestBook(await startLocal({ assemblyDir: assemblyOf(options) }));
  }

  async post(path: string, body: object): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.run.url + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    await response.arrayBuffer();
    return response.status;
  }

  /** An entry once it is there, in DynamoDB's own form. */
  async entry(path: string): Promise<Record<string, Record<string, string>>> {
    const response = await vi.waitFor(async () => {
      const answer = await fetch(this.run.url + path);
      if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
      return answer;
    }, patience);
    return (await response.json()) as Record<string, Record<string, string>>;
  }

  async greet(name: string): Promise<string | undefined> {
    const client = new SFNClient(this.#config);
    const stateMachineArn = this.#output('StateMachineArn');
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ name }) }),
    );
    return vi.waitFor(async () => {
      const { output, status } = await client.send(new DescribeExecutionCommand({ executionArn }));
      expect(status).toBe('SUCCEEDED');
      return output;
    }, patience);
  }

  async signal(ids: string[]): Promise<void> {
    const Entries = ids.map((id) => ({ Id: id, MessageBody: JSON.stringify({ id }) }));
    const client = new SQSClient(this.#config);
    await client.send(new SendMessageBatchCommand({ QueueUrl: this.#output('QueueUrl'), Entries }));
  }

  #output(key: string): string {
    return this.run.outputs['guest-book']?.[key] ?? '';
  }
}

describe('an app that this repository knows nothing of', () => {
  let book: GuestBook;
  let changed: GuestBook;
  beforeAll(async () => {
    book = await GuestBook.start();
    changed = await GuestBook.start({
      timeout: 1,
      route: 'notes',
      messageTemplate:
        '$util.urlEncode(\'{"id":"fixed","said":\')$util.urlEncode($input.json(\'$.text\'))%7D',
      batchSize: 10,
      greeting: 'Goodbye',
    });
  }, 30_000);
  afterAll(async () => {
    await Promise.all([book?.run.stop(), changed?.run.stop()]);
  });

  test('answers through API Gateway, Lambda and DynamoDB', async () => {
    expect(await book.post('/entries', { id: 'e1', text: 'hello' })).toBe(201);
    expect(await book.entry('/entries/e1')).toMatchObject({ text: { S: 'hello' } });
  });

  test('has other routes when its routes change', async () => {
    expect(await changed.post('/notes', { id: 'e1', text: 'hello' })).toBe(201);
    expect(await changed.post('/entries', { id: 'e1', text: 'hello' })).toBe(403);
  });

  test('stops a function at the timeout that the template gives', async () => {
    const slow = { id: 'slow', text: 'x', delay: 1100 };
    expect(await Promise.all([book.post('/entries', slow), changed.post('/notes', slow)])).toEqual([
      201, 502,
    ]);
  });

  test('queues what its mapping template says', async () => {
    expect(await book.post('/signals', { id: 's1', text: 'ping' })).toBe(202);
    expect(await book.entry('/entries/s1')).toMatchObject({ text: { S: '{"text":"ping"}' } });
    expect(await changed.post('/signals', { id: 's1', text: 'ping' })).toBe(202);
    expect(await changed.entry('/notes/fixed')).toMatchObject({ text: { S: '{"said":"ping"}' } });
  });

  test('hands its worker as many messages at once as the batch size allows', async () => {
    const ids = ['b1', 'b2', 'b3', 'b4'];
    await Promise.all([book.signal(ids), changed.signal(ids)]);
    const one = await Promise.all(ids.map((id) => book.entry(`/entries/${id}`)));
    expect(one.map(({ batch }) => batch?.['N'])).toEqual(['1', '1', '1', '1']);
    const many = await Promise.all(ids.map((id) => changed.entry(`/notes/${id}`)));
    expect(Math.max(...many.map(({ batch }) => Number(batch?.['N'])))).toBeGreaterThan(1);
  });

  test('runs its state machine as the definition says', async () => {
    expect(await book.greet('Ann')).toBe('{"text":"Welcome, Ann"}');
    expect(await changed.greet('Ann')).toBe('{"text":"Goodbye, Ann"}');
  });

  test('tells commands that know its URL where its AWS endpoint is', async () => {
    const response = await fetch(`${book.run.url}/_local`);
    expect(await response.json()).toEqual({ endpoint: book.run.endpointUrl, region: 'us-east-1' });
  });
});

const policyOf = (stack: Stack, ...path: string[]) => {
  const holder = path.reduce<IConstruct>((parent, id) => parent.node.findChild(id), stack);
  return holder.node.findChild('DefaultPolicy').node.defaultChild as CfnPolicy;
};
const onlyTraces = [{ Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' }];

describe('an app whose roles lack grants', () => {
  const lines: string[] = [];
  let book: GuestBook;
  beforeAll(async () => {
    const change = (stack: Stack) => {
      for (const path of [['SendRole'], ['api', 'ServiceRole']])
        policyOf(stack, ...path).addPropertyOverride('PolicyDocument.Statement', onlyTraces);
    };
    const onLog = ({ source, line }: { source: string; line: string }) => lines.push(`${source}: ${line}`);
    book = new GuestBook(await startLocal({ assemblyDir: assemblyOf({ change }), onLog }));
  }, 30_000);
  afterAll(() => book?.run.stop());

  test('cannot write to its table', async () => {
    expect(await book.post('/entries', { id: 'e1', text: 'hello' })).toBe(502);
    const user = /User: .*:assumed-role\/guest-book-apiServiceRole\S+\/guest-book-api\S+ is not authorized/;
    const refusal = new RegExp(`^iam: AccessDenied: ${user.source} to perform: dynamodb:PutItem`);
    expect(lines).toContainEqual(expect.stringMatching(refusal));
  });

  test('cannot send to its queue from the API', async () => {
    expect(await book.post('/signals', { id: 's1', text: 'ping' })).toBe(500);
    const refusal = /^iam: AccessDenied: .*SendRole.*BackplaneAssumeRoleSession .* sqs:sendmessage on/;
    expect(lines).toContainEqual(expect.stringMatching(refusal));
  });
});

describe('a start that is refused', () => {
  const starting = (change: GuestBookOptions['change']) =>
    startLocal({ assemblyDir: assemblyOf(change && { change }) });

  test('names the logical ID and type of a resource that is not understood, before anything starts', async () => {
    const call = starting((stack) => new CfnResource(stack, 'Strange', { type: 'AWS::SNS::Topic' }));
    await expect(call).rejects.toThrow(
      'guest-book/Strange: AWS::SNS::Topic is a type that the local run does not understand',
    );
    expect(workDirs()).toEqual([]);
  });

  test('names a nested property that is not understood', async () => {
    const call = starting((stack) => {
      const table = stack.node.findChild('Entries').node.defaultChild as CfnResource;
      table.addPropertyOverride('KeySchema.0.Odd', true);
    });
    await expect(call).rejects.toThrow(
      /^guest-book\/Entries\w+: AWS::DynamoDB::Table has a property KeySchema\.0\.Odd that the local run does not understand$/,
    );
  });

  test('names a condition that is not understood', async () => {
    const call = starting((stack) =>
      policyOf(stack, 'SendRole').addPropertyOverride('PolicyDocument.Statement.0.Condition', {
        NumericLessThan: { 'aws:MultiFactorAuthAge': '60' },
      }),
    );
    await expect(call).rejects.toThrow(
      /^guest-book\/SendRole\w+: AWS::IAM::Policy has a property PolicyDocument\.Statement\.0\.Condition\.NumericLessThan that the local run does not understand$/,
    );
  });

  test('says which grant Lambda lacks to poll a queue', async () => {
    const call = starting((stack) =>
      policyOf(stack, 'worker', 'ServiceRole').addPropertyOverride('PolicyDocument.Statement', onlyTraces),
    );
    await expect(call).rejects.toThrow('does not have permissions to call ReceiveMessage on SQS');
  });

  test('says that a role does not trust the service that would assume it', async () => {
    const call = starting((stack) => {
      const role = stack.node.findChild('Greeting').node.findChild('Role').node.defaultChild as CfnResource;
      role.addPropertyOverride(
        'AssumeRolePolicyDocument.Statement.0.Principal.Service',
        'lambda.amazonaws.com',
      );
    });
    await expect(call).rejects.toThrow('states.amazonaws.com is not authorized to assume the role');
  });

  test('says in one line that its port is in use, and leaves nothing behind', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const call = startLocal({ assemblyDir: assemblyOf(), port });
    await expect(call).rejects.toThrow(new RegExp(`^.*Port ${port} on 127.0.0.1 is in use.*$`));
    server.close();
    expect(workDirs()).toEqual([]);
  });

  test('says so when temporary files cannot be written', async () => {
    const assemblyDir = assemblyOf();
    vi.stubEnv('TMPDIR', join(temporary, 'missing'));
    await expect(startLocal({ assemblyDir })).rejects.toThrow(
      /^Cannot write to the folder for temporary files.*TMPDIR/,
    );
    vi.stubEnv('TMPDIR', temporary);
  });

  test('says what to do when there is no assembly', async () => {
    const call = startLocal({ assemblyDir: join(temporary, 'missing') });
    await expect(call).rejects.toThrow(/Cannot read .*manifest\.json.*Synthesise the app first/);
  });
});

test('after stop no port, thread, process or temporary file is left', async () => {
  const resources = () =>
    process
      .getActiveResourcesInfo()
      .filter((kind) => /Server|Process|MessagePort/.test(kind))
      .toSorted();
  const before = resources();
  const book = await GuestBook.start();
  expect(await book.post('/entries', { id: 'e1', text: 'hello' })).toBe(201);
  expect(workDirs()).toHaveLength(1);
  expect(resources()).not.toEqual(before);

  await book.run.stop();

  expect(workDirs()).toEqual([]);
  expect(resources()).toEqual(before);
  await expect(fetch(book.run.url)).rejects.toThrow();
  await expect(fetch(book.run.endpointUrl)).rejects.toThrow();
});
