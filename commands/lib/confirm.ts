import { createInterface } from 'node:readline/promises';
import { UsageError } from './command.ts';

/** Asks a yes-or-no question on the terminal; anything but y or yes is no. Throws when nobody is there to answer. */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('There is no terminal to ask on: say --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
