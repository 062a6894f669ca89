import { expect, test } from 'vitest';
import { runCommand } from './lib/testing.ts';

test.each([
  ['an option that is not known', ['pay', 'ord_1', '--frob'], "pay: Unknown option '--frob'"],
  ['a number below 0 in place of an option', ['cost', '--orders', '-1'], "cost: Option '--orders' argument"],
  ['a word too many', ['seed', 'a. b'], "seed: Unexpected argument 'a. b'"],
])('%s is one line that leads to the help, with exit code 2', async (_, args, begin) => {
  const { code, stderr } = await runCommand(args);
  expect(stderr.startsWith(begin), stderr).toBe(true);
  expect(stderr).toMatch(new RegExp(`^[^\n]*; see npm run ${args[0]} -- --help\n$`));
  expect(stderr).not.toMatch(/positional|place it/);
  expect(code).toBe(2);
});
