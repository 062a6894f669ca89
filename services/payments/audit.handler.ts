import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import * as z from 'zod';
import { readEnv } from '../shared/env.ts';
import { observed } from '../shared/observability.ts';
import { jsonSecret } from '../shared/secrets.ts';
import { type LedgerEvents, type LedgerSessions, ledgerEvents, ledgerSessions } from './audit.ts';
import { ledgerSecretSchema } from './ledger-secret.ts';
import { limits } from './time-limits.ts';

const env = readEnv(z.object({ LEDGER_READER_SECRET_ARN: z.string().min(1) }));

/** Asks for the sessions, watched for some seconds, or for the events whose ids begin with a prefix. */
const questionSchema = z.union([
  z.strictObject({
    watchSeconds: z.number().positive().max(10),
    everyMilliseconds: z.int().min(50).max(1000),
  }),
  z.strictObject({ eventPrefix: z.string().regex(/^evt_[A-Za-z0-9]{1,32}_$/) }),
]);

export type AuditQuestion = z.infer<typeof questionSchema>;
export type AuditAnswer = { sessions: LedgerSessions[] } | LedgerEvents;

let connected: Client | undefined;

/**
 * Says what the ledger and its database saw of a load test. It has one session of a role that may only read, opened before
 * the load and kept, so that a full database does not keep it out.
 */
export const handler = observed<unknown, AuditAnswer>().handler(async (event) => {
  const question = questionSchema.parse(event);
  connected ??= await connect();
  if ('eventPrefix' in question) return ledgerEvents(connected, question.eventPrefix);
  return { sessions: await watch(connected, question) };
});

async function watch(
  client: Client,
  { watchSeconds, everyMilliseconds }: { watchSeconds: number; everyMilliseconds: number },
): Promise<LedgerSessions[]> {
  const samples: LedgerSessions[] = [];
  const end = Date.now() + watchSeconds * 1000;
  while (Date.now() < end) {
    samples.push(await ledgerSessions(client));
    await delay(everyMilliseconds);
  }
  return samples;
}

/** TLS is as `PGSSLMODE` says, which pg reads itself. */
async function connect(): Promise<Client> {
  const { host, port, username, password, dbname } = await jsonSecret(
    env.LEDGER_READER_SECRET_ARN,
    ledgerSecretSchema,
  );
  const client = new Client({
    ...{ host, port, user: username, password, database: dbname },
    connectionTimeoutMillis: limits.connect,
  });
  // A database that goes away ends the session: the next question opens another one.
  client.on('error', () => (connected = undefined));
  client.on('end', () => (connected = undefined));
  await client.connect();
  return client;
}
