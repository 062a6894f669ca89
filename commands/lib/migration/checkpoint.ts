import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from './copy.ts';

const folder = join(import.meta.dirname, '../../../.migration');

/** How far a migration has come, in a file that outlives its process. */
export class Checkpoint {
  readonly #file: string;

  /** `subject` tells one migration of one system from all others. */
  constructor(subject: string) {
    const name = createHash('sha256').update(subject).digest('hex').slice(0, 16);
    this.#file = join(folder, `${name}.json`);
  }

  /** Undefined when nothing was broken off. */
  read(): Progress | undefined {
    return existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : undefined;
  }

  /** Whole or not at all: a process that dies meanwhile leaves the one before. */
  write(progress: Progress): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${this.#file}.new`, JSON.stringify(progress));
    renameSync(`${this.#file}.new`, this.#file);
  }

  remove(): void {
    rmSync(this.#file, { force: true });
  }
}
