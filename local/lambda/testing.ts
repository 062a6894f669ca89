import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Queues } from '../sqs/queues.ts';
import type { FunctionConfig } from './function-config.ts';
import { Functions, type FunctionsOptions } from './functions.ts';

/** Functions for a test, with real handlers in a folder of their own. `lines` is what the handlers logged. */
export interface FunctionsUnderTest {
  functions: Functions;
  queues: Queues;
  lines: string[];
  /** Defines a function whose `index.mjs` is `source`; it exports `handler`. */
  define(name: string, source: string, config?: Partial<FunctionConfig>): Promise<void>;
  /** Invokes a function and parses its answer. */
  call(name: string, event?: unknown): Promise<{ functionError?: string; answer: unknown }>;
  stop(): Promise<void>;
}

export async function functionsUnderTest(
  options: Partial<FunctionsOptions> = {},
): Promise<FunctionsUnderTest> {
  const account = { region: 'eu-central-1', accountId: '123456789012', endpointUrl: 'http://127.0.0.1:1' };
  const folder = await mkdtemp(path.join(tmpdir(), 'functions-'));
  const queues = new Queues(account);
  const lines: string[] = [];
  const log = ({ line }: { line: string }) => {
    if (!line.startsWith('REPORT ')) lines.push(line);
  };
  const functions = new Functions({ ...account, queues, log, ...options });
  return {
    functions,
    queues,
    lines,
    async define(name, source, config) {
      const codeFolder = path.join(folder, name);
      await mkdir(codeFolder);
      await writeFile(path.join(codeFolder, 'index.mjs'), source);
      functions.define({ ...defaults(name), codeFolder, ...config });
    },
    async call(name, event = {}) {
      const { functionError, payload } = await functions.invoke(name, { payload: JSON.stringify(event) });
      return { ...(functionError && { functionError }), answer: JSON.parse(payload) };
    },
    async stop() {
      await functions.stop();
      queues.stop();
      await rm(folder, { recursive: true });
    },
  };
}

function defaults(name: string): Omit<FunctionConfig, 'codeFolder'> {
  return {
    name,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    environment: {},
    memorySize: 128,
    timeout: 3,
    logGroup: `/aws/lambda/${name}`,
  };
}
