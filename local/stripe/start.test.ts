import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { startStripe } from './start.ts';
import { clientOf, startReceiver } from './testing.ts';

/** Whether something answers at an address. */
const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

test('the provider is a process of its own that answers the stripe client and retries until it is stopped', async () => {
  const logged: string[] = [];
  const receiver = await startReceiver(
    () => 500,
    () => 200,
  );
  const provider = await startStripe({
    webhookSecret: 'whsec_test',
    timeFactor: 0.01,
    log: (line) => logged.push(line),
  });
  onTestFinished(() => provider.stop());
  const stripe = clientOf(new URL(provider.apiUrl).port, provider.secretKey);
  await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] });
  await stripe.paymentIntents.create({
    amount: 1,
    currency: 'eur',
    confirm: true,
    payment_method: 'pm_card_visa',
  });
  await expect.poll(() => receiver.calls.length).toBe(2);
  expect(logged).toEqual([
    expect.stringMatching(/^payment_intent\.succeeded evt_\w+ to .* failed: answered 500$/),
  ]);
  await Promise.all([provider.stop(), provider.stop()]);
  expect(await answers(provider.apiUrl)).toBe(false);
  expect(logged).toHaveLength(1);
});

test('the provider ends with the process that started it, however that ends', async () => {
  const script = `
    const { startStripe } = await import('${import.meta.dirname}/start.ts');
    console.log((await startStripe({ webhookSecret: 'whsec_test' })).apiUrl);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [url] = await once(createInterface(parent.stdout), 'line');
  expect(await answers(url)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => answers(url)).toBe(false);
});
