import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from './error-message.ts';

/**
 * Makes a folder of its own for one run, under the system's folder for temporary files. Other users may pass through it
 * but not list it: PostgreSQL, which refuses to run as root, runs as another one.
 */
export async function makeWorkDir(): Promise<string> {
  try {
    const directory = await mkdtemp(join(tmpdir(), 'local-aws-'));
    await chmod(directory, 0o711);
    return directory;
  } catch (cause) {
    throw new Error(
      `Cannot write to the folder for temporary files: ${messageOf(cause)}. Set TMPDIR to one that can be written.`,
      { cause },
    );
  }
}

/** Removes the folder with all that is in it. */
export async function removeWorkDir(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
