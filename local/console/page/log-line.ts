type Fields = Record<string, unknown>;

/** The fields of a line that is a JSON object. */
export function fieldsOf(line: string): Fields | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return undefined;
  }
}

/** What a log line says, without what all lines have: its message, its request, its code and its error, or what it counts. */
export function brief(line: string): string {
  const fields = fieldsOf(line);
  if (!fields) return line;
  const { level, message, code, status, error } = fields;
  const told = (error as { message?: string } | undefined)?.message;
  const said = [level, message, requestIn(fields), status, code, told].filter(Boolean);
  return (said.length > 0 ? said : countsIn(fields)).join(' · ') || line;
}

/** A route as it is published; the access log calls it a resource. */
const requestIn = ({ method, route, resource }: Fields): string =>
  [method, route ?? resource].filter(Boolean).join(' ');

interface Metrics {
  CloudWatchMetrics?: { Metrics: { Name: string }[] }[];
}

/** The metrics that a line in the embedded metric format carries. */
function countsIn(fields: Fields): string[] {
  const { CloudWatchMetrics: sets = [] } = (fields['_aws'] ?? {}) as Metrics;
  return sets.flatMap(({ Metrics: metrics }) => metrics.map(({ Name }) => `${Name} ${String(fields[Name])}`));
}

/** Whether a line is only that somebody asked the legacy API whether it is well, as is done every few seconds. */
export const isHealthCheck = (line: string): boolean =>
  line.includes('/health') && fieldsOf(line)?.['route'] === '/health';
