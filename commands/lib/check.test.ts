import { expect, test } from 'vitest';
import { type Check, runChecks } from './check.ts';

const good: Check = { what: 'region', run: async () => 'eu-central-1' };
const bad: Check = {
  what: 'credentials',
  run: async () => {
    throw new Error('none were found');
  },
};

async function outcome(checks: Check[]) {
  const lines: string[] = [];
  const error = await runChecks(checks, (line) => lines.push(line)).catch((caught: Error) => caught.message);
  return { lines, error };
}

test('each check is one line, in the order given, and all of them run', async () => {
  const { lines, error } = await outcome([bad, good]);
  expect(lines).toEqual(['MISSING  credentials: none were found', 'ok       region: eu-central-1']);
  expect(error).toBe('nothing was deployed; first put right: credentials');
});

test('a check whose need failed is left out, and so is what needs that one', async () => {
  const bootstrap: Check = { ...good, what: 'bootstrap', needs: [bad] };
  const { lines } = await outcome([bad, bootstrap, { ...good, what: 'last', needs: [bootstrap] }]);
  expect(lines).toEqual(['MISSING  credentials: none were found']);
});

test('nothing is thrown when all is well', async () => {
  expect(await outcome([good])).toEqual({ lines: ['ok       region: eu-central-1'], error: undefined });
});
