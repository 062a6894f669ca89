import { parseArgs } from 'node:util';
import { type Command, loadCommand, UsageError } from './lib/command.ts';
import { helpOf } from './lib/usage.ts';

/** Runs one command by its name. Exit 0 on success, 1 when it failed, 2 when it was called wrongly; errors are one line. */
export async function main([name = 'help', ...args]: string[]): Promise<void> {
  const command = await loadCommand(name);
  try {
    const { values, positionals } = parse(command, args);
    if (values['help']) console.log(helpOf(name, command));
    else await command.run({ values, positionals });
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

function parse(command: Command, args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: command.positionals !== undefined,
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
