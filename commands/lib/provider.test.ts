import { expect, test } from 'vitest';
import { providerOf } from './provider.ts';
import { fakeAws, runCommand } from './testing.ts';

/** A deployment whose provider secret holds a text. */
async function deploymentWith(SecretString: string) {
  const body = JSON.stringify({ ARN: 'arn:secret', SecretString });
  const { config } = await fakeAws({ 'secretsmanager.GetSecretValue': () => ({ body }) });
  return { url: '', clientConfig: config, outputs: { PaymentProviderSecretArn: 'arn:secret' } };
}

test.each([
  ['{"secretKey":"sk_test_1"}', { secretKey: 'sk_test_1' }],
  [
    '{"secretKey":"sk_test_1","apiUrl":"http://127.0.0.1:1"}',
    { secretKey: 'sk_test_1', apiUrl: 'http://127.0.0.1:1' },
  ],
  ['{"secretKey":""}', undefined],
])('the provider secret %s is read', async (secret, expected) => {
  expect(await providerOf(await deploymentWith(secret))).toEqual(expected);
});

test.each([
  ['{"secretKey":"sk_live_1"}', 'arn:secret holds no test key'],
  ['sk_test_1', 'arn:secret is not JSON; put {"secretKey":"sk_test_..."} into it'],
])('the provider secret %s is refused', async (secret, message) => {
  const reading = providerOf(await deploymentWith(secret));
  await expect(reading).rejects.toThrow(message);
});

test('a live key in STRIPE_SECRET_KEY starts nothing: one line that does not repeat it, exit code 2', async () => {
  const { code, stdout, stderr } = await runCommand(['start'], { STRIPE_SECRET_KEY: 'sk_live_1', PORT: '0' });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    "start: STRIPE_SECRET_KEY is no test key of Stripe's (sk_test_...): commands move no real money\n",
  );
});

test('pay refuses a payment id for the provider, which makes its own', async () => {
  const { code, stderr } = await runCommand(['pay', 'ord_1', '--payment', 'pi_1']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^pay: --payment .* add --direct\n$/),
  });
});
