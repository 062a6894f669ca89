import { readFile } from 'node:fs/promises';
import { expect, inject } from 'vitest';

/** A line of JSON that a function, a container or the gateway of the running system wrote. */
export interface LogLine {
  /** `PaymentsWorker`, `legacy-api`, `apigateway`: functions by their logical ID, without its hash. */
  source: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it looks for
  fields: Record<string, any>;
}

/** All lines of JSON that the shared system has logged so far, oldest first. */
async function logLines(): Promise<LogLine[]> {
  const text = await readFile(inject('logFile'), 'utf8');
  return text.split('\n').flatMap((line) => {
    const [, source, json] = /^(\S+) (\{.*\})$/.exec(line) ?? [];
    return source && json ? [{ source: nameOf(source), fields: JSON.parse(json) }] : [];
  });
}

/** The lines whose field has a value, once there are some of all these sources. */
export async function linesWith(field: string, value: string, ...sources: string[]): Promise<LogLine[]> {
  let lines: LogLine[] = [];
  const missing = async () => {
    lines = (await logLines()).filter(({ fields }) => fields[field] === value);
    return sources.filter((name) => !lines.some(({ source }) => source === name));
  };
  await expect.poll(missing).toEqual([]);
  return lines;
}

/** `lambda/<stack>-<logical ID>-<hash>`, `ecs/<container>`, `apigateway/<id>` */
function nameOf(source: string): string {
  const [, logicalId] = /^lambda\/[a-z]+-(\w+?)[0-9A-F]{0,8}-[0-9A-Z]+$/.exec(source) ?? [];
  const [, service, name] = /^(\w+)\/(.+)$/.exec(source) ?? [];
  return logicalId ?? String(service === 'ecs' ? name : service);
}
