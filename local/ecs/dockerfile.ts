import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../error-message.ts';

/** What of an image decides how its container runs. */
export interface Image {
  /** Exec form: the program and its arguments. */
  command: string[];
  environment: Record<string, string>;
}

const execForm = z.array(z.string()).min(1);

/**
 * Reads CMD and ENV from the Dockerfile in a build context. Nothing is built: the folder itself stands for WORKDIR, where
 * `COPY . .` puts it. Throws when the image would run in a way that cannot be told from these two.
 */
export async function readImage(folder: string): Promise<Image> {
  const file = join(folder, 'Dockerfile');
  const text = await readFile(file, 'utf8');
  try {
    return parseDockerfile(text);
  } catch (cause) {
    throw new Error(`${file}: ${messageOf(cause)}`, { cause });
  }
}

export function parseDockerfile(text: string): Image {
  let command: string[] | undefined;
  let environment: Record<string, string> = {};
  for (const { name, rest } of instructions(text)) {
    if (name === 'FROM') {
      command = undefined;
      environment = {};
    }
    if (name === 'ENV') environment = { ...environment, ...variables(rest) };
    if (name === 'CMD') command = parseCommand(rest);
    if (name === 'ENTRYPOINT') throw new Error('ENTRYPOINT is not understood locally: say it all in CMD.');
  }
  if (!command) throw new Error('there is no CMD, so it is not known what to run.');
  return { command, environment };
}

function instructions(text: string): { name: string; rest: string }[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  return lines
    .join('\n')
    .replaceAll(/\\[ \t]*\n/g, ' ')
    .split('\n')
    .map((line) => /^\s*(\S+)\s+(.*?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name = '', rest = '']) => ({ name: name.toUpperCase(), rest }));
}

/** `ENV A=b C="d e"`, or the old `ENV A b`. */
function variables(rest: string): Record<string, string> {
  if (rest.includes('$')) throw new Error(`ENV ${rest}: variables in ENV are not understood locally.`);
  const old = /^(\w+)\s+(.*)$/.exec(rest);
  if (old?.[1]) return { [old[1]]: old[2] ?? '' };
  const pairs = rest.matchAll(/(\w+)=(?:"([^"]*)"|'([^']*)'|(\S*))/g);
  return Object.fromEntries(
    [...pairs].map(([, name, double, single, bare]) => [name, double ?? single ?? bare ?? '']),
  );
}

function parseCommand(rest: string): string[] {
  if (rest.startsWith('[')) return execForm.parse(JSON.parse(rest));
  throw new Error(
    `CMD ${rest}: only the exec form is understood locally, such as CMD ["node", "server.ts"].`,
  );
}
