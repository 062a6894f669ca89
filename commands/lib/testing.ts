import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** An answer of an AWS operation: XML of the Query protocol, or JSON. */
export interface Answer {
  status?: number;
  body: string;
}

/** One call that the fake AWS got. */
export interface Call {
  operation: string;
  accessKeyId: string | undefined;
  input: URLSearchParams;
}

/**
 * An endpoint on loopback that speaks as much of AWS's protocols as the commands need: it answers operations by their
 * names and refuses all others. Stops with the test.
 */
export async function fakeAws(operations: Record<string, (input: URLSearchParams) => Answer>) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const input = new URLSearchParams(body);
      const operation = operationOf(request, input);
      calls.push({ operation, accessKeyId: accessKeyOf(request), input });
      const { status = 200, body: answer } =
        operations[operation]?.(input) ?? failure('InvalidAction', operation);
      response.writeHead(status, {
        'content-type': answer.startsWith('{') ? 'application/json' : 'text/xml',
      });
      response.end(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'fake', secretAccessKey: 'fake' };
  return { endpoint, calls, config: { endpoint, credentials, region: 'eu-central-1', maxAttempts: 1 } };
}

function operationOf({ url, headers }: IncomingMessage, input: URLSearchParams): string {
  if (url?.endsWith('/account-settings')) return 'GetAccountSettings';
  return input.get('Action') ?? String(headers['x-amz-target'] ?? url);
}

function accessKeyOf({ headers }: IncomingMessage): string | undefined {
  return /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1];
}

/** A successful answer of the Query protocol. */
export function success(operation: string, result: string): Answer {
  const name = `${operation}Result`;
  return { body: `<${operation}Response><${name}>${result}</${name}></${operation}Response>` };
}

/** An error of the Query protocol. */
export function failure(code: string, message: string, status = 400): Answer {
  const error = `<Type>Sender</Type><Code>${code}</Code><Message>${message}</Message>`;
  return { status, body: `<ErrorResponse><Error>${error}</Error></ErrorResponse>` };
}

export const identity = () =>
  success(
    'GetCallerIdentity',
    '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/somebody</Arn><UserId>A</UserId>',
  );

/** A stack as DescribeStacks shows it. */
export function stackAnswer(
  name: string,
  outputs: Record<string, string> = {},
  status = 'CREATE_COMPLETE',
): Answer {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return success(
    'DescribeStacks',
    `<Stacks><member><StackName>${name}</StackName><StackId>arn:aws:cloudformation:::stack/${name}/1</StackId>` +
      '<CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>' +
      `${status}</StackStatus>` +
      `<Outputs>${members.join('')}</Outputs></member></Stacks>`,
  );
}

export const noSuchStack = (name: string | null) =>
  failure('ValidationError', `Stack with id ${name} does not exist`);

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'commands-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A program that stands in for a container engine: a shell script. Answers its path. */
export function fakeProgram(name: string, script: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Runs a command of this repository as npm does, with this environment on top of a bare one, and waits for its end. */
export async function runCommand(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const bare = Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_)/.test(name));
  const child = spawn(process.execPath, ['commands/run.mjs', ...args], {
    env: {
      ...Object.fromEntries(bare),
      ...{
        AWS_CONFIG_FILE: devNull,
        AWS_SHARED_CREDENTIALS_FILE: devNull,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr };
}
