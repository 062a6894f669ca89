import { expect, inject, test } from 'vitest';
import { command } from '../commands/fuzz.ts';
import { findDeployment } from '../commands/lib/deployment.ts';
import { fuzz } from '../commands/lib/fuzz/fuzz.ts';
import { describe as tell } from '../commands/lib/fuzz/request.ts';

test('two thousand hostile requests break nothing, get nothing and change nothing', async () => {
  const deployment = await findDeployment(inject('url'));
  const { breaches, tally } = await fuzz({ deployment, seed: 20_261, requests: 1_000, isAlone: false });
  expect(breaches.map(({ what, request }) => `${what}: ${request && tell(request)}`)).toEqual([]);
  for (const answered of ['webhook 2xx', 'gateway 4xx', 'orders 4xx', 'legacy 2xx', 'catalog 2xx'])
    expect(tally.byAnswer.get(answered), answered).toBeGreaterThan(0);
  expect(tally.sent).toBe(1_000);
});

test('fuzz refuses a system that is not on this machine', async () => {
  const values = { requests: '1', url: 'https://shop.example' };
  await expect(command.run({ values, positionals: [] })).rejects.toThrow(
    '--url is https://shop.example; only a system on this machine may be fuzzed',
  );
});
