import { existsSync, globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { loadCommand } from '../command.ts';
import { inRepository, read } from '../diagrams/repository.ts';
import { anchorsOf, commandsOf, linksOf, pathsOf } from './markdown.ts';

const pages = globSync(['*.md', 'docs/**/*.md', 'local/*.md'], { cwd: inRepository('') }).sort();
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
/** npm's own words, which are no scripts of ours. */
const ofNpm = ['ci', 'install', 'audit', 'sbom'];

/** Where a link leads, and at which heading or line. */
function targetOf(page: string, link: string): { file: string; anchor: string | undefined } {
  const [path = '', anchor] = link.split('#');
  return { file: path === '' ? page : posix.join(posix.dirname(page), path), anchor };
}

test.each(pages)('every link of %s leads somewhere', (page) => {
  for (const link of linksOf(read(page))) {
    const { file, anchor } = targetOf(page, link);
    expect([link, existsSync(inRepository(file))]).toEqual([link, true]);
    const line = /^L(\d+)$/.exec(anchor ?? '')?.[1];
    if (line) expect(read(file).split('\n').length, link).toBeGreaterThanOrEqual(Number(line));
    else if (anchor !== undefined) expect(anchorsOf(read(file)), link).toContain(anchor);
  }
});

test.each(pages)('every file that %s names is there', (page) => {
  for (const path of pathsOf(read(page)))
    expect([path, globSync(path.replace(/\/$/, ''), { cwd: inRepository('') }).length > 0]).toEqual([
      path,
      true,
    ]);
});

test.each(pages)('every command in %s can be called like that', async (page) => {
  for (const { script, args } of commandsOf(readFileSync(inRepository(page), 'utf8'))) {
    if (ofNpm.includes(script) || !(script in scripts)) {
      // In a sentence the word behind "npm" need not be a script: "npm packages". With "run" it must.
      expect(read(page)).not.toMatch(new RegExp(`npm run (--silent )?${script}\\b`));
      continue;
    }
    if (!scripts[script]?.includes('commands/run.mjs')) continue;
    const { options = {}, positionals } = await loadCommand(script);
    const given = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.slice(2).split('=')[0] ?? '');
    expect([...Object.keys(options), 'help'], `npm run ${script} -- ${args.join(' ')}`).toEqual(
      expect.arrayContaining(given),
    );
    if (args[0] !== undefined && !args[0].startsWith('-'))
      expect([script, positionals]).not.toEqual([script, undefined]);
  }
});

test('whoever copies a construct is told every file that it needs', () => {
  const rows = [
    ...read('docs/architecture.md').matchAll(/^\| [^|]+ \| (`[\w-]+\.ts`(?:, `[\w-]+\.ts`)*) \|$/gm),
  ];
  expect(rows).toHaveLength(5);
  for (const [, cell = ''] of rows) {
    const [first = '', ...others] = [...cell.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
    expect([first, ...others].toSorted()).toEqual([...neededBy(first)].toSorted());
  }
});

/** A file of the patterns and all that it imports, which must be of the patterns, too. */
function neededBy(file: string, needed = new Set<string>()): Set<string> {
  if (needed.has(file)) return needed;
  needed.add(file);
  for (const [, path = ''] of read(`infra/patterns/${file}`).matchAll(/from '(\.{1,2}\/[^']+)'/g)) {
    expect(path).toMatch(/^\.\/[\w-]+\.ts$/);
    neededBy(path.slice(2), needed);
  }
  return needed;
}
