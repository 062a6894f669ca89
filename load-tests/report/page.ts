import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { figures } from './chart/figure.ts';
import { figureStyle } from './chart/figure-style.ts';
import { element, escapeText, textElement } from './chart/markup.ts';
import { palette, plotStyle } from './chart/style.ts';
import { loadTestCharts, type Run } from './charts.ts';
import { keyFigures, type Table } from './figures.ts';
import { pageStyle } from './page-style.ts';
import { calibrationNote, placeNote, verdictText, verdictTone } from './words.ts';

const script = readFileSync(new URL('./chart/crosshair.js', import.meta.url), 'utf8');
const style = palette + plotStyle + figureStyle + pageStyle;

/** What a report says besides its runs. */
export interface PageText {
  /** The sentence that says it all. */
  headline: string;
  /** Which run or runs these are. */
  note: string;
  /** Shown after the key figures. */
  tables: readonly Table[];
}

/** A run in a page; `difference` is what tells its settings from the others', as text that keeps its lines. */
export interface PageRun extends Run {
  difference?: string;
}

/** A report as one HTML document that loads nothing, runs from a file, and lets only its own script and style in. */
export function page(runs: readonly PageRun[], { headline, note, tables }: PageText): string {
  const titled = runs.map(({ title, ...run }) => ({ ...run, title: title ?? 'This run' }));
  const body = [
    element('header', {}, ...heading(runs, headline, note)),
    element(
      'main',
      {},
      textElement('h2', { class: 'unseen' }, 'What happened over time'),
      figures(loadTestCharts(runs)),
      ...calibrations(titled),
      textElement('h2', {}, 'Key figures'),
      element('div', { class: 'tables' }, ...[...keyFigures(titled), ...tables].map(table)),
      ...differences(titled),
    ),
    element('footer', {}, ...places(runs).map((text) => textElement('p', {}, text))),
  ];
  return `<!doctype html>\n${element('html', { lang: 'en' }, head(headline), element('body', {}, ...body, element('script', {}, script)))}\n`;
}

function head(title: string) {
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'`;
  return element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    textElement('title', {}, title),
    element('style', {}, style),
  );
}

const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** The verdict of one run stands before what happened, those of several after. */
function heading(runs: readonly PageRun[], headline: string, note: string) {
  const text = [textElement('h1', {}, headline), textElement('p', { class: 'note' }, note)];
  const [only] = runs;
  if (only !== undefined && runs.length === 1) return [badge(only), ...text, reasons(only)];
  return [...text, ...runs.flatMap((run) => [badge(run), reasons(run)])];
}

function badge({ title, result }: PageRun) {
  const label = textElement(
    'strong',
    { class: `badge tone-${verdictTone[result.verdict]}` },
    verdictText(result),
  );
  return element('p', { class: 'verdict' }, label, escapeText(title ?? ''));
}

function reasons({ result }: PageRun) {
  if (result.reasons.length === 0) return '';
  return element(
    'ul',
    { class: 'reasons' },
    ...result.reasons.map((reason) => textElement('li', {}, reason)),
  );
}

/** How the predicted lines came about, once for all runs for which it is the same. */
function calibrations(runs: readonly (PageRun & { title: string })[]) {
  const alike = Map.groupBy(runs, ({ result }) => calibrationNote(result));
  return [...alike].map(([text, those]) => {
    const names = alike.size > 1 ? `${those.map(({ title }) => title).join(', ')}: ` : '';
    return textElement('p', { class: 'aside' }, names + text);
  });
}

function table({ caption, head: columns, rows }: Table) {
  const isPlain = columns.length <= 2;
  const markup = element(
    'table',
    {},
    textElement('caption', {}, caption),
    isPlain
      ? ''
      : element(
          'thead',
          {},
          element('tr', {}, ...columns.map((name) => textElement('th', { scope: 'col' }, name))),
        ),
    element(
      'tbody',
      {},
      ...rows.map(([name = '', ...cells]) =>
        element(
          'tr',
          {},
          textElement('th', { scope: 'row' }, name),
          ...cells.map((cell) => textElement('td', {}, cell)),
        ),
      ),
    ),
  );
  return element('div', { class: 'table' }, markup);
}

function differences(runs: readonly (PageRun & { title: string })[]) {
  const told = runs.filter(({ difference }) => difference !== undefined);
  if (told.length === 0) return [];
  return [
    textElement('h2', {}, 'What differs in the template'),
    ...told.flatMap(({ title, difference = '' }) => [
      textElement('h3', {}, title),
      element('pre', {}, escapeText(difference)),
    ]),
  ];
}

const places = (runs: readonly PageRun[]) => [...new Set(runs.map(({ result }) => placeNote(result)))];
