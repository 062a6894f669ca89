import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { synthesise } from '../../commands/lib/assembly.ts';
import { type RunningSystem, startSystem } from '../../commands/lib/local-system.ts';
import { copyChanged } from './assembly-without.ts';

/** One behaviour changed in a copy of each side's code. */
interface Mutants {
  /** JavaScript that changes `answer`, what the catalogue's function returns for `event`. */
  catalog: string;
  /** A text in a source file of the legacy API, and what stands there instead. */
  legacy: { file: string; text: string; instead: string };
}

interface Resource {
  Type: string;
  Properties?: { Code?: { S3Key?: string }; Environment?: { Variables?: Record<string, unknown> } };
}

interface AssetManifest {
  files: Record<string, { source: { path: string } }>;
  dockerImages: Record<string, { source: { directory: string } }>;
}

/** Starts a system of its own whose catalogue and legacy API are mutants. Its `stop` removes what was copied. */
export async function startMutants({ catalog, legacy }: Mutants): Promise<RunningSystem> {
  const assembly = await synthesise();
  // In this repository, above whose folders the legacy API finds its packages.
  const folder = mkdtempSync(join(assembly, '../../mutants-'));
  const remove = () => rmSync(folder, { recursive: true });
  try {
    const assemblyDir = join(folder, 'assembly');
    let code = '';
    copyChanged<Resource>(assembly, assemblyDir, (resources) => {
      const variables = (resource: Resource) => resource.Properties?.Environment?.Variables ?? {};
      const found = resources.find(
        (resource) => variables(resource)['POWERTOOLS_SERVICE_NAME'] === 'catalog',
      );
      code = found?.Properties?.Code?.S3Key?.replace('.zip', '') ?? '';
    });
    change(join(assemblyDir, 'orders.assets.json'), ({ files }) => {
      const { source } = files[code] ?? {};
      if (!source) throw new Error(`The assembly has no code of the catalogue's function (${code})`);
      source.path = wrapped(resolve(assembly, source.path), join(folder, 'catalog'), catalog);
    });
    change(join(assemblyDir, 'legacy.assets.json'), ({ dockerImages }) => {
      const [image] = Object.values(dockerImages);
      if (!image) throw new Error('The assembly has no image of the legacy API');
      image.source.directory = edited(
        resolve(assembly, image.source.directory),
        join(folder, 'legacy'),
        legacy,
      );
    });
    const system = await startSystem({ assemblyDir });
    const stop = () => system.run.stop().finally(remove);
    return { ...system, run: { ...system.run, stop } };
  } catch (error) {
    remove();
    throw error;
  }
}

function change(file: string, edit: (manifest: AssetManifest) => void): void {
  const manifest: AssetManifest = JSON.parse(readFileSync(file, 'utf8'));
  edit(manifest);
  writeFileSync(file, JSON.stringify(manifest));
}

/** The same function, but for what `statements` do to its answer. */
function wrapped(from: string, to: string, statements: string): string {
  cpSync(from, to, { recursive: true });
  renameSync(join(to, 'index.cjs'), join(to, 'original.cjs'));
  writeFileSync(
    join(to, 'index.cjs'),
    `const { handler } = require('./original.cjs');
exports.handler = async (event, context) => {
  const answer = await handler(event, context);
  ${statements}
  return answer;
};`,
  );
  return to;
}

function edited(from: string, to: string, { file, text, instead }: Mutants['legacy']): string {
  cpSync(from, to, { recursive: true });
  const source = readFileSync(join(to, file), 'utf8');
  if (!source.includes(text)) throw new Error(`${file} of the legacy API does not have: ${text}`);
  writeFileSync(join(to, file), source.replace(text, instead));
  return to;
}
