import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** Not `cdk.out`, which belongs to `npm run synth` and may hold another state of the sources. */
const localFolder = join(root, 'dist/local');
/** In an assembly's folder: what it was made of. */
const fingerprintName = 'inputs.sha256';

/** Everything that the synthesised templates and bundles are made of. */
const inputs = ['infra/**', 'services/**', 'legacy-api/**', 'cdk.json', 'package.json', 'package-lock.json'];

/**
 * Synthesises the CDK app into a folder that is for this context alone, unless nothing has changed since the last time.
 * Without a folder it is for the local run. Answers where the assembly is.
 */
export async function synthesise(
  folder = localFolder,
  context: Record<string, string> = {},
): Promise<string> {
  const assembly = join(folder, 'assembly');
  const fingerprintFile = join(folder, fingerprintName);
  const fingerprint = fingerprintOf(context);
  if (existsSync(fingerprintFile) && readFileSync(fingerprintFile, 'utf8') === fingerprint) return assembly;
  // Gone first: a run that dies half-way must not leave the fingerprint of the assembly before it.
  rmSync(fingerprintFile, { force: true });
  await runApp({
    CDK_OUTDIR: assembly,
    BUNDLE_DIR: join(folder, 'functions'),
    CDK_CONTEXT_JSON: JSON.stringify(context),
  });
  writeFileSync(fingerprintFile, fingerprint);
  return assembly;
}

/** Has the next local run synthesise anew, although nothing has changed. */
export function forgetLocalAssembly(): void {
  rmSync(join(localFolder, fingerprintName), { force: true });
}

function fingerprintOf(context: Record<string, string>): string {
  const hash = createHash('sha256').update(JSON.stringify(context));
  const files = globSync(inputs, {
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
async function runApp(environment: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'infra/app.ts')], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (complaints += chunk));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`The CDK app does not synthesise (infra/app.ts):\n${complaints.trim()}`);
}
