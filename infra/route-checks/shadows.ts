import type { Check, Problem } from './check.ts';
import type { Line } from './line.ts';

const everyMethod = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Every line can be reached: none is behind a greedy segment, and none has left its methods to other lines. */
export const shadows: Check = (lines) =>
  lines.flatMap((line) => [...behind(line, lines), ...emptied(line, lines)]);

function behind(line: Line, lines: Line[]): Problem[] {
  const [, above] = /^(.*\/\{\w+\+\})\//.exec(line.path) ?? [];
  if (above === undefined) return [];
  const greedy = lines.find(({ path }) => path === above);
  return [
    {
      lines: greedy ? [greedy, line] : [line],
      message: `${above} takes all that follows, so nothing reaches ${line.path}. End the path there, or name a segment before it.`,
    },
  ];
}

function emptied(line: Line, lines: Line[]): Problem[] {
  if (line.method !== 'ANY') return [];
  const others = lines.filter(({ method, path }) => path === line.path && everyMethod.includes(method));
  if (!everyMethod.every((method) => others.some((other) => other.method === method))) return [];
  const message = `ANY ${line.path} stands for no method: other lines name each of them. Remove it.`;
  return [{ lines: [line, ...others], message }];
}
