import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The account that PostgreSQL runs under. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as `nobody`. Otherwise undefined: it runs as whoever we are. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const nobody = accounts.find(([name]) => name === 'nobody');
  if (!nobody)
    throw new Error('PostgreSQL cannot run as root, and /etc/passwd has no user nobody to run it as.');
  return { uid: Number(nobody[2]), gid: Number(nobody[3]) };
}

/** The first part of an absolute path that users other than its owner cannot read (a file) or enter (a folder). */
export async function unreachablePart(path: string): Promise<string | undefined> {
  const { mode } = await stat(path);
  const parent = dirname(path);
  const above = parent === path ? undefined : await unreachablePart(parent);
  return above ?? ((mode & 0o001) === 0 ? path : undefined);
}

/** Whether users other than its owner may read a file, and run it if anybody may. */
export async function isOpenToAll(file: string): Promise<boolean> {
  const { mode } = await stat(file);
  return (mode & 0o004) !== 0 && ((mode & 0o100) === 0 || (mode & 0o001) !== 0);
}
