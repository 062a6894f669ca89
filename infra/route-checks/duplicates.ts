import type { Check } from './check.ts';

/** A method of a path has one line. */
export const duplicates: Check = (lines) =>
  [...Map.groupBy(lines, ({ method, path }) => `${method} ${path}`)]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) => ({
      lines: same,
      message: `${name} stands here ${same.length} times, of which API Gateway can have one. Keep one line.`,
    }));
