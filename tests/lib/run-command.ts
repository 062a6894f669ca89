import { vi } from 'vitest';
import type { Command } from '../../commands/lib/command.ts';

/** Runs a command against a system to its end; answers what it printed, and its error if it failed. */
export async function runCommand(command: Command, url: string, ...flags: string[]) {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line));
  try {
    const values = Object.fromEntries([['url', url], ...flags.map((flag) => [flag, true])]);
    await command.run({ values, positionals: [] });
    return { lines };
  } catch (error) {
    return { lines, error: error instanceof Error ? error.message : error };
  } finally {
    log.mockRestore();
  }
}
