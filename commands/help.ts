import { readFileSync } from 'node:fs';
import { type Command, loadCommand } from './lib/command.ts';
import { callOf, columns } from './lib/usage.ts';

/** The npm scripts that are other tools' command lines; the rest say what they do themselves. */
const tools: Record<string, string> = {
  test: 'Runs every test that a fresh machine can run',
  'test:browser': 'Tests the console in Chromium, which must be installed',
  check: 'Checks types, lint and format',
  format: 'Formats and repairs what can be repaired',
  synth: 'Synthesises the CloudFormation templates into cdk.out, offline',
};

/** Every npm script with a line on what it does. */
export async function describeScripts(): Promise<[script: string, summary: string][]> {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return Promise.all(
    Object.keys(scripts).map(async (script): Promise<[string, string]> => {
      const tool = tools[script];
      if (tool) return [script, tool];
      return [script, (await loadCommand(script)).summary];
    }),
  );
}

export const command: Command = {
  summary: 'Lists every command',
  async run() {
    const rows = await describeScripts();
    for (const line of columns(rows.map(([script, summary]) => [callOf(script), summary]))) console.log(line);
    console.log('\nOptions of a command: npm run <command> -- --help');
  },
};
