import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
export const assemblyDir = join(root, 'cdk.out');
const fingerprintFile = join(assemblyDir, 'inputs.sha256');

/** Everything that the synthesised templates and bundles are made of. */
const inputs = ['infra/**', 'services/**', 'legacy-api/**', 'cdk.json', 'package.json', 'package-lock.json'];

/** Synthesises the CDK app into cdk.out, unless nothing has changed since the last time. Answers whether it had to. */
export async function synthesise(): Promise<boolean> {
  const fingerprint = fingerprintOf(inputs);
  if (existsSync(fingerprintFile) && readFileSync(fingerprintFile, 'utf8') === fingerprint) return false;
  await runApp();
  writeFileSync(fingerprintFile, fingerprint);
  return true;
}

function fingerprintOf(patterns: string[]): string {
  const hash = createHash('sha256');
  const files = globSync(patterns, {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => entry.name === 'node_modules',
  });
  for (const path of files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .sort())
    hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

/** In a process of its own: the construct library is large, and its memory is given back this way. */
async function runApp(): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'infra/app.ts')], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: assemblyDir },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (complaints += chunk));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`The CDK app does not synthesise (infra/app.ts):\n${complaints.trim()}`);
}
