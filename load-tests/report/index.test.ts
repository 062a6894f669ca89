import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Result } from '../result.ts';
import { scenarios } from '../scenarios.ts';
import { shortNumber } from './chart/number.ts';
import { elementsOf, parseXml, textOf } from './chart/testing.ts';
import { writeComparison, writeReport } from './index.ts';
import { sampleResult } from './testing.ts';

const folder = await mkdtemp(join(tmpdir(), 'report-'));
afterAll(() => rm(folder, { recursive: true }));

async function filesOf(name: string) {
  const read = (file: string) => readFile(join(folder, name, file), 'utf8');
  return { html: await read('report.html'), svg: await read('report.svg'), json: await read('result.json') };
}

async function reported(result: Result, name: string) {
  await writeReport(join(folder, name), result);
  return filesOf(name);
}

/** Of what would fill the screen when it differs. */
const digest = (files: object) => createHash('sha256').update(JSON.stringify(files)).digest('hex');

/** The document without what is not markup. */
const markupOf = (html: string) =>
  html.replace('<!doctype html>\n', '').replace(/(<(script|style)[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3');

const parsedPage = (html: string) => parseXml(markupOf(html));

const good = sampleResult();
const failed: Result = {
  ...good,
  verdict: 'fail',
  lost: 3,
  reasons: ['Lost: 3 of 9 & more', '6 workers > 5'],
};
const results: Record<string, Result> = {
  burst: good,
  failed,
  outage: sampleResult({ scenario: 'outage' }),
  steady: sampleResult({ scenario: 'steady' }),
  partial: sampleResult({ stopAfter: 9 }),
  'nothing-measured': {
    ...good,
    verdict: 'invalid',
    samples: [],
    offered: 0,
    accepted: 0,
    acceptedUnique: 0,
  },
  'one-sample': { ...good, samples: good.samples.slice(0, 1) },
};

describe.each(Object.entries(results))('the report of %s', (name, result) => {
  const files = reported(result, name);

  test('is valid markup, with no number that is none', async () => {
    const { html, svg } = await files;
    parsedPage(html);
    parseXml(svg);
    expect((markupOf(html) + svg).match(/NaN|Infinity|undefined/)).toBeNull();
  });

  test('says the verdict and each reason, in the page and in the picture', async () => {
    const { html, svg } = await files;
    for (const text of [textOf(parsedPage(html)), textOf(parseXml(svg))])
      for (const said of [result.verdict, ...result.reasons]) expect(text).toContain(said);
  });

  test('has six charts', async () => {
    const figures = elementsOf(parsedPage((await files).html)).filter((node) => node.name === 'figure');
    expect(figures).toHaveLength(6);
  });
});

describe('the report', () => {
  const files = reported(good, 'report');

  test('draws and claims no prediction where nothing was calibrated', async () => {
    const result = sampleResult({ scenario: 'compare' });
    result.prediction = { ...result.prediction, workers: 0 };
    result.predictedPeakDepth = 0;
    const { html } = await reported(result, 'unpredicted');
    expect(html).not.toMatch(/predicted (peak|drain)|Dashed lines/);
    expect(html).toContain('Nothing was predicted');
  });

  test('draws every prediction and every limit, with its name', async () => {
    const { html, svg } = await files;
    for (const root of [parsedPage(html), parseXml(svg)]) {
      const plots = elementsOf(root).filter(({ attributes }) => attributes['preserveAspectRatio'] === 'none');
      const dashed = plots.map((plot) => elementsOf(plot).filter(isDashed).length);
      expect(dashed).toEqual([1, 1, 0, 0, 1, 0]);
      const text = textOf(root);
      for (const name of [
        'predicted drain',
        `predicted peak ${shortNumber(good.predictedPeakDepth)}`,
        'limit 5',
        'maximum 5',
        'p50 ',
        'p99 ',
      ])
        expect(text).toMatch(name);
    }
  });

  const isDashed = ({ attributes }: { attributes: Record<string, string> }) =>
    attributes['class']?.includes('dashed') && attributes['d'] !== '';

  test('states the calibration and that one machine shows the model', async () => {
    const { html, svg } = await files;
    // The picture has no space where it breaks its lines.
    for (const text of [textOf(parsedPage(html)), textOf(parseXml(svg))].map((each) =>
      each.replace(/\s+/g, ''),
    )) {
      for (const said of ['C=5', 'b=10', 'S=150ms,μ=333', 'S=100ms,μ=500']) expect(text).toContain(said);
      expect(text).toContain('Onlyarunwith--url');
    }
  });

  test('says of a run that came after others what it was predicted from', async () => {
    const { html } = await reported({ ...good, attempt: 3 }, 'third');
    expect(html).toContain('because this one was sent 2 × before');
    expect((await files).html).toContain('from two calibrations, the lesser S of both:');
  });

  test('of a run on AWS says so, and has no such caveat', async () => {
    const { html } = await reported({ ...good, target: { url: 'https://x.example', kind: 'aws' } }, 'aws');
    expect(html).toContain('Measured on AWS.');
    expect(html).not.toContain('shows the model');
  });

  test('lets only its own script and style in, and needs nothing from elsewhere', async () => {
    const { html, svg } = await files;
    const hash = (name: string) => {
      const text = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(html)?.[1] ?? '';
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    };
    const policy = elementsOf(parsedPage(html)).find((node) => 'http-equiv' in node.attributes)?.attributes[
      'content'
    ];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash('script')};`);
    expect(policy).toContain(`style-src ${hash('style')};`);
    expect(html).not.toMatch(/(src|href|style)=|url\(|@import/);
    expect(svg.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|url\(|href/);
  });

  test('gives the script the values that it draws', async () => {
    const data = JSON.parse(/chart-data">([^<]*)</.exec((await files).html)?.[1] ?? '');
    expect(data).toHaveLength(6);
    for (const { seconds, series } of data)
      for (const { values } of series) expect(values).toHaveLength(seconds.length);
    const sessions = data[3].series[0].values;
    expect(Math.max(...sessions)).toBe(5);
  });

  test('is the same to the byte for the same result', async () => {
    expect(digest(await reported(structuredClone(good), 'again'))).toBe(digest(await files));
  });

  test('leaves the result as it was, but for digits that mean nothing', async () => {
    const stored = JSON.parse((await files).json);
    expect(stored).toMatchObject({
      scenario: 'burst',
      verdict: 'pass',
      samples: { length: good.samples.length },
    });
    expect(stored.committed).toBe(good.committed);
  });

  test('drawn again from its stored result is the same', async () => {
    expect(digest(await reported(JSON.parse((await files).json), 'redrawn'))).toBe(digest(await files));
  });

  test('of ten minutes takes less than a megabyte in all', async () => {
    const { html, svg, json } = await reported(sampleResult({ scenario: 'soak' }), 'soak');
    expect(Buffer.byteLength(html + svg + json)).toBeLessThan(1_000_000);
  });
});

test('hostile text is shown and is no markup', async () => {
  const hostile = `</script></style><script>alert('x')</script> & "]]>" \u0000\ud800`;
  const startedAt = hostile;
  const result = { ...good, verdict: 'fail' as const, reasons: [hostile], startedAt };
  const table = { caption: hostile, head: [hostile, hostile], rows: [[hostile, hostile]] };
  await writeComparison(
    join(folder, 'hostile'),
    [
      { title: hostile, result, difference: hostile },
      { title: 'b', result },
    ],
    hostile,
    [table],
  );
  await writeReport(join(folder, 'hostile-alone'), result);
  for (const { html, svg } of [await filesOf('hostile'), await filesOf('hostile-alone')]) {
    parseXml(svg);
    expect(textOf(parsedPage(html))).toContain(`</script></style><script>alert('x')</script> & "]]>"`);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(svg).not.toContain('<script');
  }
});

describe('a comparison', () => {
  const runs = [
    {
      title: 'No throttle',
      result: { ...failed, peakSessions: 24 },
      difference: '- "MaximumConcurrency": 5',
    },
    { title: 'Maximum concurrency', result: sampleResult({ stopAfter: 5 }) },
  ];
  const tables = [{ caption: 'Dead letters', head: ['', 'rigged', 'fair'], rows: [['reserved', '9', '0']] }];
  const files = writeComparison(join(folder, 'compare'), runs, 'Only one held.', tables).then(() =>
    filesOf('compare'),
  );

  test('shows each run in each chart, on the same scale', async () => {
    const { html, svg } = await files;
    parseXml(svg);
    for (const chart of elementsOf(parsedPage(html)).filter(({ name }) => name === 'figure')) {
      const plots = elementsOf(chart).filter(({ attributes }) => attributes['class'] === 'plot');
      const ticks = plots.map((plot) =>
        elementsOf(plot)
          .filter(({ attributes }) => attributes['class'] === 'tick')
          .map(textOf),
      );
      expect(ticks).toHaveLength(2);
      expect(ticks[1]).toEqual(ticks[0]);
    }
  });

  test('says headline, verdicts, what differs and what else was found', async () => {
    const text = textOf(parsedPage((await files).html));
    for (const said of [
      'Only one held.',
      '✕ fail',
      '✓ pass',
      '- "MaximumConcurrency": 5',
      'Dead letters',
      'rigged',
    ])
      expect(text).toContain(said);
  });

  test('stores all runs with their names', async () => {
    expect(JSON.parse((await files).json)).toMatchObject({
      headline: 'Only one held.',
      runs: [{ title: 'No throttle', result: { verdict: 'fail' } }, { title: 'Maximum concurrency' }],
    });
  });

  test('of nothing is refused', async () => {
    await expect(writeComparison(folder, [], 'x')).rejects.toThrow('needs at least one run');
  });
});

test('the picture in the docs is of a burst as it is sent now, and passed', async () => {
  const svg = await readFile(new URL('../../docs/patterns/scalable-webhook.svg', import.meta.url), 'utf8');
  const text = textOf(parseXml(svg));
  expect(text).toContain('✓ pass');
  const [spike] = scenarios.burst.phases;
  const sent = Number(/A burst of ([\d,]+) events/.exec(text)?.[1]?.replace(',', ''));
  expect(sent / ((spike?.rate ?? 0) * (spike?.seconds ?? 0))).toBeCloseTo(1, 1);
  expect(text).toContain(scenarios.burst.description);
});
