import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../result.ts';
import { type PictureText, picture } from './chart/picture.ts';
import { palette, plotStyle } from './chart/style.ts';
import { loadTestCharts, type Run } from './charts.ts';
import type { Table } from './figures.ts';
import { headline } from './headline.ts';
import { storedSamples } from './moments.ts';
import { page } from './page.ts';
import { calibrationNote, placeNote, runNote, verdictText, verdictTone } from './words.ts';

/** Writes `report.html`, `report.svg` and `result.json` into a folder, which is made. The same result gives the same bytes. */
export async function writeReport(folder: string, whole: Result): Promise<void> {
  const result = storable(whole);
  const title = headline(result);
  const footnote = `${calibrationNote(result)} ${placeNote(result)}`;
  await writeFiles(folder, {
    html: page([{ result }], { headline: title, note: runNote(result), tables: [] }),
    svg: svg([{ result }], {
      badge: { label: verdictText(result), tone: verdictTone[result.verdict] },
      title,
      notes: [runNote(result), ...result.reasons],
      footnote,
    }),
    json: result,
  });
}

/** A run of a comparison; `difference` shows what tells its settings from the others'. */
export interface ComparedRun {
  title: string;
  result: Result;
  difference?: string;
}

/** Writes the same files for several runs, side by side on the same scales; `result.json` is `{headline, runs}`. */
export async function writeComparison(
  folder: string,
  compared: readonly ComparedRun[],
  title: string,
  tables: readonly Table[] = [],
): Promise<void> {
  const runs = compared.map((run) => ({ ...run, result: storable(run.result) }));
  const [first] = runs;
  if (first === undefined) throw new Error('A comparison needs at least one run, got none');
  const note = `${runs.length} runs side by side, on the same scales. ${runNote(first.result)}`;
  const verdicts = runs.map((run) => `${run.title}: ${verdictText(run.result)}`);
  await writeFiles(folder, {
    html: page(runs, { headline: title, note, tables }),
    svg: svg(runs, { title, notes: [note, verdicts.join('. ')], footnote: placeNote(first.result) }),
    json: { headline: title, runs },
  });
}

/** What is written down of a result, and what all else is drawn from: samples that take little room. */
const storable = (result: Result): Result => ({ ...result, samples: storedSamples(result.samples) });

const svg = (runs: readonly Run[], text: PictureText) =>
  picture(palette + plotStyle, text, loadTestCharts(runs));

async function writeFiles(folder: string, { html, svg, json }: { html: string; svg: string; json: unknown }) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'report.html'), html);
  await writeFile(join(folder, 'report.svg'), `${svg}\n`);
  await writeFile(join(folder, 'result.json'), `${jsonText(json)}\n`);
}

/** Indented, but for the samples: one a line. */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  return text.replace(/\{\s+"at":[^}]*\}/g, (sample) => sample.replace(/\s+/g, ' '));
}
