import { randomUUID } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import pg from 'pg';
import { accessToken } from '../../commands/lib/access-token.ts';
import { ApiClient, expectStatus } from '../../commands/lib/api.ts';
import { type Deployment, output } from '../../commands/lib/deployment.ts';
import { signatureOf, signingSecret } from '../../commands/lib/payment-event.ts';

/** One running system as its customers, its operator, its payment provider and its bookkeeper see it. */
export type Shop = Awaited<ReturnType<typeof shopOf>>;

export async function shopOf(deployment: Deployment) {
  const secret = await signingSecret(deployment);
  const anybody = new ApiClient(deployment.url);
  const operator = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));

  /** How the worker reaches the ledger's PostgreSQL. */
  async function ledgerSecret(): Promise<Record<string, string>> {
    const secrets = new SecretsManagerClient(deployment.clientConfig);
    const SecretId = output(deployment, 'LedgerSecretArn');
    const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    return JSON.parse(SecretString);
  }

  return {
    deployment,
    secret,
    anybody,
    operator,
    customerOf: async (id: string) =>
      new ApiClient(deployment.url, await accessToken(deployment, 'customer', id)),

    /** A product that only this test knows, with so many units in stock. */
    newProduct: async (available: number, amount = 1000): Promise<string> => {
      const sku = `T-${randomUUID().slice(0, 8).toUpperCase()}`;
      const product = {
        name: `Test ${sku}`,
        description: 'A product of one test',
        category: 'tests',
        price: { amount, currency: 'EUR' },
      };
      expectStatus(await operator.request('PUT', `/products/${sku}`, { body: product }), 201);
      expectStatus(await operator.request('PUT', `/stock/${sku}`, { body: { available } }), 200, 201);
      return sku;
    },

    stockOf: async (sku: string) => expectStatus(await operator.request('GET', `/stock/${sku}`), 200),

    /** Sends a webhook call; signed rightly unless `signature` says otherwise (null: no signature at all). */
    sendWebhook: (payload: string, signature: string | null = signatureOf(payload, secret)) =>
      anybody.request('POST', '/webhooks/payments', {
        body: payload,
        headers: signature === null ? {} : { 'stripe-signature': signature },
      }),

    ledgerSecret,
    /** Rows of the ledger's own PostgreSQL. */
    ledgerRows: async (sql: string, values: unknown[]): Promise<Record<string, unknown>[]> => {
      const { host, port, username: user, password, dbname: database } = await ledgerSecret();
      // On this machine, where an authority of the run's own issues the server's certificate: nothing to verify it by.
      const ssl = { rejectUnauthorized: false };
      const client = new pg.Client({ host, port: Number(port), user, password, database, ssl });
      await client.connect();
      try {
        return (await client.query(sql, values)).rows;
      } finally {
        await client.end();
      }
    },
  };
}
