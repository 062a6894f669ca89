import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The source of the pricing function as it runs in Lambda: the real handler, bundled. */
export async function pricingSource(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../price.handler.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    // The tracer is CommonJS and calls require(), which an ES module does not have.
    banner: {
      js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    },
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild made no file of price.handler.ts');
  return file.text;
}
