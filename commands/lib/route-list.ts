import { endpointsOf, type Route, type RouteTable } from '../../infra/patterns/route-table.ts';

const columns = ['method', 'path', 'owner', 'access', 'moves between', 'by degrees', 'side doors'];

/** The strangler table as rows of text, the names of the columns first. */
export function routeRows(table: RouteTable): string[][] {
  const doors = Map.groupBy(
    endpointsOf(table).filter(({ isSideDoor }) => isSideDoor),
    ({ line }) => line,
  );
  const rows = Object.entries(table).map(([line, route]) => {
    const [method = '', path = ''] = line.split(/\s+/);
    return [
      ...[method, path, route.owner, route.access],
      route.movesBetween?.join(', ') ?? '',
      degreeOf(route),
      (doors.get(line) ?? []).map((door) => door.path).join(' '),
    ];
  });
  return [columns, ...rows];
}

function degreeOf({ canary, shadow }: Route): string {
  if (canary) return `canary: ${canary.percent} % to ${canary.to}`;
  return shadow === undefined ? '' : `shadow: ${shadow}`;
}

/** In columns that line up. */
export function asText(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** As a table in Markdown. */
export function asMarkdown([head = [], ...rows]: readonly string[][]): string {
  const code = (cell: string, column: number) =>
    ['path', 'side doors'].includes(columns[column] ?? '') ? cell.replaceAll(/\S+/g, '`$&`') : cell;
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(code))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
