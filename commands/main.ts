import { parseArgs } from 'node:util';
import { type Command, loadCommand, UsageError } from './lib/command.ts';
import { callOf, helpOf } from './lib/usage.ts';

/** Runs one command by its name. Exit 0 on success, 1 when it failed, 2 when it was called wrongly; errors are one line. */
export async function main([name = 'help', ...args]: string[]): Promise<void> {
  const command = await loadCommand(name);
  try {
    const { values, positionals } = parse(name, command, args);
    if (values['help']) console.log(helpOf(name, command));
    else await command.run({ values, positionals });
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

function parse(name: string, command: Command, args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: command.positionals !== undefined,
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${firstSentence(message)}; see ${callOf(name)} -- --help`);
  }
}

/** Node.js goes on with advice that takes more lines, or that no command here follows. What is quoted may hold a full stop. */
function firstSentence(message: string): string {
  return /^(?:'[^']*'|.)*?(?=\.?$|\.\s)/m.exec(message)?.[0] ?? message;
}
