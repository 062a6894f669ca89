import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import Stripe from 'stripe';
import { UsageError } from './command.ts';
import { type Deployment, output } from './deployment.ts';

/** How the payment provider's API is reached, in the form of the secret PaymentProviderSecretArn. */
export interface ProviderAccess {
  /** A test key: commands never touch real money. */
  secretKey: string;
  /** Another address than Stripe's own. */
  apiUrl?: string;
}

/** A client of the payment provider. */
export function providerClient({ secretKey, apiUrl }: ProviderAccess): Stripe {
  if (apiUrl === undefined) return new Stripe(secretKey);
  const { protocol, hostname: host, port } = new URL(apiUrl);
  return new Stripe(secretKey, { protocol: protocol === 'http:' ? 'http' : 'https', host, port });
}

/** What the running system calls its provider with; undefined while nobody has put a key into its secret. */
export async function providerOf(deployment: Deployment): Promise<ProviderAccess | undefined> {
  const secrets = new SecretsManagerClient(deployment.clientConfig);
  const SecretId = output(deployment, 'PaymentProviderSecretArn');
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  const { secretKey, apiUrl } = readAccess(SecretId, SecretString);
  if (!secretKey) return;
  if (!isTestKey(secretKey))
    throw new Error(`${SecretId} holds no test key of Stripe's (sk_test_...): commands move no real money`);
  return { secretKey, ...(apiUrl && { apiUrl }) };
}

/** The key of a Stripe test account in STRIPE_SECRET_KEY, if somebody set it. */
export function keyFromEnvironment(): string | undefined {
  const key = process.env['STRIPE_SECRET_KEY'];
  if (!key) return;
  if (!isTestKey(key))
    throw new UsageError(
      "STRIPE_SECRET_KEY is no test key of Stripe's (sk_test_...): commands move no real money",
    );
  return key;
}

const isTestKey = (key: string): boolean => /^sk_test_\w+$/.test(key);

function readAccess(secretId: string, text: string): Partial<ProviderAccess> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${secretId} is not JSON; put {"secretKey":"sk_test_..."} into it`, { cause });
  }
}
