import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from './index.ts';
import { findings, synthesised } from './testing.ts';

test.each(['small', 'full'] as const)('the system in size %s keeps every rule', (size) => {
  expect(rules.flatMap((rule) => findings(rule, synthesised(size)))).toEqual([]);
});

test('every rule of the folder is in the list', () => {
  const files = globSync('*.ts', { cwd: import.meta.dirname }).filter(
    (file) =>
      !file.endsWith('.test.ts') &&
      /: Rule = |: Rule \{/.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')),
  );
  expect(rules.map(({ name }) => name).sort()).toEqual(files.map((file) => basename(file, '.ts')).sort());
});
