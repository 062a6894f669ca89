import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServerUser } from './server-user.ts';

/** Where PostgreSQL's programs are and how they run. */
export interface ProgramConfig {
  /** Where `bin/initdb` and `bin/postgres` are. */
  binaries: string;
  /** Where they run. */
  folder: string;
  user: ServerUser | undefined;
}

/** In a process group of its own, so that Ctrl-C in a terminal reaches only us, who then stop it properly. */
export function run(config: ProgramConfig, program: 'initdb' | 'postgres', args: string[]) {
  return spawn(join(config.binaries, 'bin', program), args, {
    ...config.user,
    cwd: config.folder,
    detached: true,
    env: { LC_ALL: 'C', TZ: 'UTC', SystemRoot: process.env['SystemRoot'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** The exit code, once the process and everything it started have ended; rejects when it could not start. */
export async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'close');
  return code;
}
