import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import { findDeployment } from '../commands/lib/deployment.ts';
import { hideBriefly } from './lib/hide-briefly.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the system that all system tests share. */
    url: string;
    /** The file with all that its functions and containers have logged so far. */
    logFile: string;
  }
}

/** Starts one system as a user does, on a free port, for all system tests; stops it as Ctrl-C does. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'system-tests-'));
  const logFile = join(folder, 'log.txt');
  const child = spawn(process.execPath, ['commands/run.mjs', 'start', '--logs'], {
    // Whatever account the developer has at the payment provider: the tests use the one of the run.
    env: { ...process.env, PORT: '0', STRIPE_SECRET_KEY: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await readyUrl(child, logFile);
  await hideBriefly(await findDeployment(url));
  project.provide('url', url);
  project.provide('logFile', logFile);
  return async () => {
    child.kill('SIGINT');
    if (child.exitCode === null) await once(child, 'exit');
    rmSync(folder, { recursive: true });
  };
}

/** Keeps the log in the file from now on, and answers when the system is ready. */
function readyUrl({ stdout }: ChildProcess, logFile: string): Promise<string> {
  if (!stdout) throw new Error('The start command has no standard output to read');
  const log = createWriteStream(logFile);
  const lines = createInterface(stdout);
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const url = /^ready (\S+)$/.exec(line)?.[1];
      if (url) resolve(url);
      // What the command itself says to its user: a token to try.
      if (!line.startsWith('  TOKEN=')) log.write(`${line}\n`);
    });
    lines.on('close', () => {
      log.end();
      reject(new Error('The start command ended before it was ready'));
    });
  });
}
