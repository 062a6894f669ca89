import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The source of a function as it runs in Lambda: the real handler, bundled. `handler` is its path in services/. */
export async function functionSource(handler: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../${handler}.handler.ts`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    external: ['pg-native'],
    // pg and the tracer are CommonJS and call require(), which an ES module does not have.
    banner: {
      js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    },
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild made no file of ${handler}.handler.ts`);
  return file.text;
}
