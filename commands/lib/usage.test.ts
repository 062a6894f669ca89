import { expect, test } from 'vitest';
import type { Command } from './command.ts';
import { columns, helpOf } from './usage.ts';

const plain: Command = { summary: 'Does it', run: async () => {} };

test('two spaces stand behind the longest option of a help', () => {
  const options: Command['options'] = {
    substitutions: { type: 'string', description: 'what replaces' },
    json: { type: 'boolean', description: 'as JSON' },
  };
  expect(helpOf('asl', { ...plain, positionals: '<file>', options })).toBe(
    [
      ...['Does it', '', '  npm run asl -- <file> [options]', ''],
      '  --substitutions <value>  what replaces',
      '  --json                   as JSON',
    ].join('\n'),
  );
});

test('the help of a command without options names none', () => {
  expect(helpOf('openapi', plain)).toBe('Does it\n\n  npm run openapi');
  expect(helpOf('show', { ...plain, positionals: '<id>' })).toBe('Does it\n\n  npm run show -- <id>');
});

test('a text that is too long goes on below its beginning, but not its own further lines', () => {
  const words = Array.from({ length: 30 }, () => 'word').join(' ');
  const [row = ''] = columns([['name', `${words}\nlist`]], { margin: '  ', widest: 120 });
  const [first = '', second = '', third] = row.split('\n');
  expect(first.length).toBeLessThanOrEqual(120);
  expect(second).toMatch(/^ {8}word/);
  expect([`${first.slice(8)} ${second.slice(8)}`, third]).toEqual([words, 'list']);
});
