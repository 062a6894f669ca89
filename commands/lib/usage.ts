import type { Command } from './command.ts';

/** How one calls a script of package.json. */
export const callOf = (script: string): string =>
  ['start', 'test'].includes(script) ? `npm ${script}` : `npm run ${script}`;

/** What `--help` prints of a command. */
export function helpOf(name: string, { summary, positionals, options = {} }: Command): string {
  const rows = Object.entries(options).map(([option, { type, description }]): [string, string] => [
    type === 'string' ? `--${option} <value>` : `--${option}`,
    description,
  ]);
  const args = [positionals, rows.length > 0 && '[options]'].filter(Boolean);
  const call = [callOf(name), ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  const lines = columns(rows, { margin: '  ', widest: 120 });
  return [summary, '', `  ${call}`, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n');
}

/**
 * Two columns as lines of text, the first as wide as its longest entry and 2. With `widest`, a line that is longer goes on
 * in the second column.
 */
export function columns(
  rows: [name: string, text: string][],
  { margin = '', widest }: { margin?: string; widest?: number } = {},
): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const indent = margin.length + width;
  return rows.map(
    ([name, text]) =>
      `${margin}${name.padEnd(width)}${widest === undefined ? text : wrapped(text, indent, widest)}`,
  );
}

/** Only the first line of a text is broken: the others are laid out already. */
function wrapped(text: string, indent: number, widest: number): string {
  const [first = '', ...others] = text.split('\n');
  const lines = first.match(new RegExp(`\\S.{0,${widest - indent - 1}}(?=\\s|$)|\\S+`, 'g')) ?? [];
  return [lines.join(`\n${' '.repeat(indent)}`), ...others].join('\n');
}
