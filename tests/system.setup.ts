import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the system that all system tests share. */
    url: string;
  }
}

/** Starts one system as a user does, on a free port, for all system tests; stops it as Ctrl-C does. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, ['commands/run.mjs', 'start'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  project.provide('url', await readyUrl(child));
  return async () => {
    child.kill('SIGINT');
    if (child.exitCode === null) await once(child, 'exit');
  };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The start command has no standard output to read');
  for await (const line of createInterface(child.stdout)) {
    const url = /^ready (\S+)$/.exec(line)?.[1];
    if (url) {
      child.stdout.resume();
      return url;
    }
  }
  throw new Error('The start command ended before it was ready');
}
