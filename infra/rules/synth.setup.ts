import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with an assembly per size, `small` and `full`. */
    assemblies: string;
  }
}

/** Synthesises the system in both sizes, once for all tests of the rules. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await Promise.all(['small', 'full'].map((size) => synthesise(folder, size)));
  } catch (error) {
    remove();
    throw error;
  }
  project.provide('assemblies', folder);
  return remove;
}

async function synthesise(folder: string, size: string): Promise<void> {
  const child = spawn(process.execPath, ['infra/app.ts'], {
    env: {
      ...process.env,
      CDK_OUTDIR: join(folder, size),
      BUNDLE_DIR: join(folder, `${size}-bundles`),
      CDK_CONTEXT_JSON: JSON.stringify({ size }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [[code], complaints] = await Promise.all([once(child, 'close'), text(child.stderr)]);
  if (code !== 0) throw new Error(`infra/app.ts does not synthesise in size ${size}:\n${complaints}`);
}
