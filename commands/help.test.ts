import { expect, test } from 'vitest';
import { describeScripts } from './help.ts';

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
