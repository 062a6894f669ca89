import { globSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { leaveOut } from './left-out.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const outputDir = process.env['BUNDLE_DIR'] ?? join(root, 'dist/functions');

/** `services/payments/worker.handler.ts` is bundled to `dist/functions/services-payments-worker/index.cjs`. */
const bundleName = (handlerFile: string) => handlerFile.replace(/\.handler\.ts$/g, '').replaceAll('/', '-');

/**
 * How code for Lambda is bundled. Not as an ES module: one that imports node:http loads all that this exports, so fetch,
 * HTTP/2 and web streams too. Names are cut short; stack traces have them back by the source maps.
 */
export const bundling = {
  absWorkingDir: root,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Bundles every `*.handler.ts` into a folder of its own, all in one esbuild run, and answers what went into each. The SDK is
 * bundled too: it starts faster than the runtime's copy and its version is the one that was tested.
 */
export async function bundleFunctions(folder = outputDir): Promise<Metafile> {
  const handlers = globSync('{services,infra}/**/*.handler.ts', { cwd: root }).sort();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { metafile } = await build({
    ...bundling,
    entryPoints: handlers.map((file) => ({ in: file, out: `${bundleName(file)}/index` })),
    outdir: folder,
    plugins: [leaveOut],
    metafile: true,
  });
  return metafile;
}

/** The code of a bundled function, by the handler's path without `.handler.ts`: `services/payments/worker`. */
export const functionCode = (handler: string): Code =>
  Code.fromAsset(join(outputDir, bundleName(`${handler}.handler.ts`)));
