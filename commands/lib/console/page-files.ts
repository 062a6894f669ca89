import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { figureStyle } from '../../../load-tests/report/chart/figure-style.ts';
import { palette, plotStyle } from '../../../load-tests/report/chart/style.ts';
import type { PageFile } from '../../../local/console/index.ts';

const folder = fileURLToPath(new URL('../../../local/console/page', import.meta.url));

/** Builds the console's page: one document, one script, one style, with the looks of the load test's report. */
export async function buildPage(): Promise<Map<string, PageFile>> {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ['main.tsx'],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
  return new Map([
    ['index.html', { mediaType: 'text/html; charset=utf-8', body: read('index.html') }],
    ['page.js', { mediaType: 'text/javascript; charset=utf-8', body: outputFiles[0]?.contents ?? '' }],
    [
      'page.css',
      { mediaType: 'text/css; charset=utf-8', body: palette + plotStyle + figureStyle + read('page.css') },
    ],
  ]);
}
