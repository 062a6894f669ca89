/** A command of this repository: `npm run <file name>`, where a script's colon is a hyphen in the name of its file. */
export interface Command {
  /** What it does, in one line. `npm run help` lists it. */
  summary: string;
  /** What may follow the options, as shown in the help: `<orderId>`. */
  positionals?: string;
  options?: Record<string, { type: 'string' | 'boolean'; default?: string; description: string }>;
  /** Does it, or throws an error whose message is one line. */
  run(input: { values: Values; positionals: string[] }): Promise<void>;
}

/** The command behind an npm script. */
export async function loadCommand(script: string): Promise<Command> {
  const { command } = await import(new URL(`../${script.replace(':', '-')}.ts`, import.meta.url).href);
  return command;
}

export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** Thrown when a command is called wrongly: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A text option, or undefined when it was not given. */
export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** A text option that must be one of `allowed`. */
export function oneOf<const Allowed extends string>(
  values: Values,
  name: string,
  allowed: readonly Allowed[],
): Allowed {
  const value = text(values, name);
  const found = allowed.find((each) => each === value);
  if (!found) throw new UsageError(`--${name} is "${value}"; it must be one of ${allowed.join(', ')}`);
  return found;
}

/** An option that must be a whole number of up to nine digits, or undefined when it was not given. */
export function wholeNumber(values: Values, name: string): number | undefined {
  const given = text(values, name);
  if (given === undefined) return undefined;
  if (!/^\d{1,9}$/.test(given))
    throw new UsageError(`--${name} is "${given}"; give a whole number of up to 9 digits`);
  return Number(given);
}
