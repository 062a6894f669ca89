import { globSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outputDir = process.env['BUNDLE_DIR'] ?? join(root, 'dist/functions');

/** `services/payments/worker.handler.ts` is bundled to `dist/functions/services-payments-worker/index.mjs`. */
const bundleName = (handlerFile: string) => handlerFile.replace(/\.handler\.ts$/g, '').replaceAll('/', '-');

/**
 * Bundles every `*.handler.ts` into a folder of its own, all in one esbuild run. The SDK is bundled too: it starts
 * faster than the runtime's copy and its version is the one that was tested.
 */
export async function bundleFunctions(): Promise<void> {
  const handlers = globSync('{services,infra}/**/*.handler.ts', { cwd: root }).sort();
  rmSync(outputDir, { recursive: true, force: true });
  mkdirSync(outputDir, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: handlers.map((file) => ({ in: file, out: `${bundleName(file)}/index` })),
    outdir: outputDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: ['pg-native'],
    // pg and the tracer are CommonJS and call require(), which an ES module does not have.
    banner: {
      js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

/** The code of a bundled function, by the handler's path without `.handler.ts`: `payments/worker`. */
export const functionCode = (handler: string): Code =>
  Code.fromAsset(join(outputDir, bundleName(`${handler}.handler.ts`)));
