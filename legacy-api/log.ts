export type LogLevel = 'INFO' | 'WARN' | 'ERROR';

/** Writes one line of JSON to standard output. Fields never hold personal data: no names, addresses, bodies, paths. */
export function log(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
  const line = { level, message, timestamp: new Date().toISOString(), service: 'legacy', ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
