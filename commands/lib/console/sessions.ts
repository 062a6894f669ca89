import { readFile } from 'node:fs/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Client } from 'pg';
import { ledgerSessions } from '../../../services/payments/audit.ts';
import { ledgerSecretSchema } from '../../../services/payments/ledger-secret.ts';
import { type Deployment, output } from '../deployment.ts';

/** Asks PostgreSQL how many sessions the webhook's workers have, by one connection of the role that may only read. */
export class WorkerSessions {
  readonly #deployment: Deployment;
  readonly #certificateAuthorityFile: string;
  #client: Client | undefined;

  constructor(deployment: Deployment, certificateAuthorityFile: string) {
    this.#deployment = deployment;
    this.#certificateAuthorityFile = certificateAuthorityFile;
  }

  /** Undefined while the database does not answer; the next question connects anew. */
  async count(): Promise<number | undefined> {
    try {
      this.#client ??= await this.#connect();
      return (await ledgerSessions(this.#client)).sessions;
    } catch {
      await this.end();
      return undefined;
    }
  }

  async end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #connect(): Promise<Client> {
    const secrets = new SecretsManagerClient(this.#deployment.clientConfig);
    const SecretId = output(this.#deployment, 'LedgerReaderSecretArn');
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    const { host, port, username, password, dbname } = ledgerSecretSchema.parse(JSON.parse(SecretString));
    const ca = await readFile(this.#certificateAuthorityFile, 'utf8');
    const client = new Client({ host, port, user: username, password, database: dbname, ssl: { ca } });
    // A connection that breaks off is told to the next query, too.
    client.on('error', () => {});
    await client.connect();
    return client;
  }
}
