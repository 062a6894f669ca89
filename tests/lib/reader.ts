import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalRun } from '../../local/start.ts';

/** Runs what the pages say as a reader does who has started a system, and keeps its URL in `U`. */
export class Reader {
  readonly #folder = mkdtempSync(join(tmpdir(), 'reader-'));
  readonly #environment: NodeJS.ProcessEnv;

  /** `more` are variables that a page has the reader set. */
  constructor({ url, endpointUrl }: LocalRun, more: NodeJS.ProcessEnv = {}) {
    const aws = join(this.#folder, 'aws');
    const cli = join(import.meta.dirname, 'aws-cli.ts');
    writeFileSync(aws, `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`);
    chmodSync(aws, 0o755);
    this.#environment = {
      ...process.env,
      PATH: `${this.#folder}${delimiter}${process.env['PATH']}`,
      U: url,
      PORT: new URL(url).port,
      AWS_ENDPOINT_URL: endpointUrl,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ...more,
    };
  }

  /** Answers all that the commands printed. Fails as soon as one of them does. */
  async run(commands: string): Promise<string> {
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], {
      cwd: join(import.meta.dirname, '../..'),
      env: this.#environment,
    });
    return stdout;
  }

  /** A file for a command to read. Answers its path. */
  write(name: string, content: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, content);
    return path;
  }

  set(name: string, value: string): void {
    this.#environment[name] = value;
  }

  stop(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
