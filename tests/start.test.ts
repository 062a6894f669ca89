import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

function start(environment: NodeJS.ProcessEnv, nodeOptions: string[] = [], options: string[] = []) {
  const child = spawn(process.execPath, [...nodeOptions, 'commands/run.mjs', 'start', ...options], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** What a start that fails leaves behind: its exit code and what it says on standard error. */
async function failure(child: ChildProcess & { stderr: NodeJS.ReadableStream }) {
  const [message, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, lines: message.trim().split('\n') };
}

test('a port in use is one clear line and exit code 1, before anything is synthesised', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { code, lines } = await failure(start({ PORT: port }));
  expect(code).toBe(1);
  expect(lines).toEqual([
    `start: Port ${port} on 127.0.0.1 is in use: stop what listens there, or set PORT to another port (0 takes any free one).`,
  ]);
}, 60_000);

test('a PORT that is no port is one clear line and exit code 2', async () => {
  const { code, lines } = await failure(start({ PORT: 'http' }));
  expect(code).toBe(2);
  expect(lines).toEqual(['start: PORT is "http"; give a number up to 65535']);
});

test('a temp folder that cannot be written is one clear line behind the steps, and exit code 1', async () => {
  const { code, lines } = await failure(start({ PORT: '0', TMPDIR: '/proc' }));
  expect(code).toBe(1);
  expect(lines.filter((line) => !line.endsWith(' ...'))).toEqual([expect.stringMatching(/^start: .*\/proc/)]);
}, 60_000);

test('the steps of a start are told without a terminal, too', async () => {
  const { lines } = await failure(start({ PORT: '0', TMPDIR: '/proc' }));
  expect(lines).toContain('synthesising the CDK app ...');
}, 60_000);

test('a Node.js that is too old is one clear line and exit code 1', async () => {
  const pretend = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.20.2"}})';
  const { code, lines } = await failure(start({ PORT: '0' }, ['--import', pretend]));
  expect(code).toBe(1);
  expect(lines).toEqual([expect.stringContaining('24.5 or later is needed')]);
});

test('SIGINT stops everything: no process and no temp file is left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-test-'));
  // Root's PostgreSQL runs as another user, who must be able to enter it.
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const child = start({ PORT: '0', TMPDIR: folder }, [], ['--time-factor', '0.01']);
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('ready http://') && resolve('ready'));
  });
  const failed = failure(child).then(({ lines }) => lines.join('\n'));
  expect(await Promise.race([ready, failed])).toBe('ready');
  expect(readdirSync(folder)).not.toEqual([]);
  const descendants = await processesBelow(child.pid);
  expect(descendants.length).toBeGreaterThan(1);
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
  expect(descendants.filter(isAlive)).toEqual([]);
}, 60_000);

/** The ids of all processes that descend from one, by ps, which every Unix has. */
async function processesBelow(pid: number | undefined): Promise<number[]> {
  const table = (await text(spawn('ps', ['-eo', 'pid=,ppid=']).stdout)).trim().split('\n');
  const rows = table.map((row) => row.trim().split(/\s+/).map(Number) as [pid: number, parent: number]);
  const below = (parent: number | undefined): number[] =>
    rows.flatMap(([id, its]) => (its === parent ? [id, ...below(id)] : []));
  return below(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
