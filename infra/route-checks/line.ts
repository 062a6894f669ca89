import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Route, RouteTable } from '../patterns/route-table.ts';

/** A line of the strangler table as it stands in its file. */
export interface Line {
  /** `infra/routes.ts:12` */
  at: string;
  /** As written, though in one line. */
  text: string;
  method: string;
  path: string;
  /** What the table says for it. Of two lines with the same key it is what the last one says. */
  route: Route;
}

const file = new URL('../routes.ts', import.meta.url);
const begin = /^(\s*)'(([A-Z]+)\s+(\/[^']*))'\s*:/;

/**
 * Reads the lines of a strangler table from its source: a table that is loaded has lost its line numbers, and of two lines
 * with the same key the first one.
 */
export function linesOf(table: RouteTable, source = readFileSync(file, 'utf8')): Line[] {
  const rows = source.split('\n');
  const routes = new Map<string, Route>(Object.entries(table));
  const lines = rows.flatMap((row, index): Line[] => {
    const [, indent = '', key = '', method = '', path = ''] = begin.exec(row) ?? [];
    const route = routes.get(key);
    return route
      ? [{ at: placeOf(index), text: textFrom(rows.slice(index), indent), method, path, route }]
      : [];
  });
  const written = new Set(lines.map(({ method, path }) => `${method} ${path}`));
  for (const key of routes.keys())
    if (!written.has(key.replace(/\s+/, ' ')))
      throw new Error(
        `${nameOfFile} has "${key}", but not as a line of its own that begins with 'METHOD /path': write it as one, so that the checks see it.`,
      );
  return lines;
}

const nameOfFile = `infra/${basename(file.pathname)}`;
const placeOf = (index: number) => `${nameOfFile}:${index + 1}`;

/** A line that the formatter has broken into several ends with its closing brace, as far in as it began. */
function textFrom(rows: string[], indent: string): string {
  const last = rows.findIndex((row, index) =>
    index === 0 ? /\},?\s*(\/\/.*)?$/.test(row) : row.startsWith(`${indent}}`),
  );
  return rows
    .slice(0, last + 1)
    .map((row) => row.trim())
    .join(' ');
}
