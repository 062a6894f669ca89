import { expect, test } from 'vitest';
import { describeScripts } from './help.ts';
import { type Command, loadCommand } from './lib/command.ts';

test('every npm script has a line of help', async () => {
  const described = await describeScripts();
  expect(described.map(([script]) => script)).toEqual(
    expect.arrayContaining(['start', 'demo', 'pay', 'token', 'seed']),
  );
  for (const [script, summary] of described) expect(summary, script).toMatch(/^\w.{10,}/);
});

test('no line of help asks for Docker where any container engine will do', async () => {
  const described = await describeScripts();
  expect(described.filter(([, summary]) => summary.includes('Docker'))).toEqual([]);
});

test('an option with a default says it in its help', async () => {
  for (const [script] of await describeScripts()) {
    const { options = {} }: Partial<Command> = await loadCommand(script).catch(() => ({}));
    for (const [name, { default: value, description }] of Object.entries(options))
      if (value !== undefined)
        expect(description, `${script} --${name}`).toMatch(
          new RegExp(`default.*${value}|${value} \\(default`),
        );
  }
});
