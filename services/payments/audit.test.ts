import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { setUpDatabase } from '../../infra/database/setup.ts';
import { Databases } from '../../local/rds/databases.ts';
import { ledgerEvents, ledgerSessions } from './audit.ts';
import type { PaymentEvent } from './event.ts';
import { ledgerPool, recordEvent } from './ledger.ts';

const migrations = join(import.meta.dirname, 'migrations');
/** The roles as the deployment makes them. */
const secretOf = (username: string) => ({ username, password: `password of ${username}`, dbname: 'ledger' });
const server = { host: '', port: 0 };
let workDir: string;
let databases: Databases;
let reader: Client;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'audit-'));
  databases = new Databases({ workDir, log: () => {} });
  const owner = { masterUsername: 'owner', masterPassword: 'owner-secret' };
  const parameters = { 'rds.force_ssl': '0' };
  const { address, port } = await databases.create({ identifier: 'shop', ...owner, parameters });
  Object.assign(server, { host: address, port });
  const files = (await readdir(migrations)).sort();
  await setUpDatabase({
    admin: { ...server, username: owner.masterUsername, password: owner.masterPassword },
    database: 'ledger',
    ...{ role: secretOf('ledger'), connectionLimit: 10 },
    reader: { ...secretOf('ledger_reader'), connectionLimit: 1 },
    migrations: await Promise.all(
      files.map(async (name) => ({ name, sql: await readFile(join(migrations, name), 'utf8') })),
    ),
  });
  const { username: user, password, dbname: database } = secretOf('ledger_reader');
  reader = new Client({ ...server, user, password, database });
  await reader.connect();
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
});
afterAll(async () => {
  await reader.end();
  await databases.stop();
  await rm(workDir, { recursive: true, force: true });
});

const pools: Pool[] = [];
/** A worker with its sessions open. Its name is that of its environment's log stream, as the worker reads it. */
async function worker(name: string, sessions = 1): Promise<Pool> {
  vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', name);
  const pool = ledgerPool({ ...server, ...secretOf('ledger') }, sessions);
  vi.unstubAllEnvs();
  pools.push(pool);
  await Promise.all(Array.from({ length: sessions }, () => pool.query('SELECT pg_sleep(0.01)')));
  return pool;
}

describe('the sessions', () => {
  const seen = async () => {
    const { sessions, workers } = await ledgerSessions(reader);
    return { sessions, workers };
  };

  test('are those of the role ledger alone: not the one that asks', async () => {
    await expect.poll(seen).toEqual({ sessions: 0, workers: 0 });
    await Promise.all([worker('one'), worker('two')]);
    expect((await seen()).sessions).toBe(2);
  });

  test('tell workers apart whose log streams have names as long as those of AWS', async () => {
    const stream = (environment: string) =>
      `2026/11/25/${'orders-PaymentsWorker'.padEnd(64, 'x')}[$LATEST][${environment}]`;
    await Promise.all(['a', 'b'].map((digit) => worker(stream(digit.repeat(32)))));
    expect((await seen()).workers).toBe(2);
  });

  test('have so many workers as have used theirs in the last tenth of a second', async () => {
    const [first] = await Promise.all([worker('one'), worker('two'), worker('three')]);
    await expect.poll(seen).toEqual({ sessions: 3, workers: 0 });
    const usedAndSeen = async () => {
      await first.query('SELECT 1');
      return seen();
    };
    await expect.poll(usedAndSeen).toEqual({ sessions: 3, workers: 1 });
    await expect.poll(seen).toEqual({ sessions: 3, workers: 0 });
  });

  test('have a worker at work as long as its transaction takes', async () => {
    const [first] = await Promise.all([worker('one'), worker('two')]);
    const [transaction] = await begin(first);
    await expect.poll(seen).toEqual({ sessions: 2, workers: 1 });
    transaction?.release(true);
  });

  test('count as one worker when they are of one environment', async () => {
    const transactions = await begin(await worker('one', 3), 3);
    await expect.poll(seen).toEqual({ sessions: 3, workers: 1 });
    for (const transaction of transactions) transaction.release(true);
  });

  const begin = (pool: Pool, count = 1) =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const session = await pool.connect();
        await session.query('BEGIN');
        return session;
      }),
    );

  test('are counted at a moment that is told', async () => {
    const began = Date.now();
    const { at } = await ledgerSessions(reader);
    expect(at).toBeGreaterThanOrEqual(began);
    expect(at).toBeLessThanOrEqual(Date.now());
  });
});

describe('the events', () => {
  const payment = (id: string, orderId: string): PaymentEvent => ({
    ...{ id, type: 'payment_intent.succeeded', orderId },
    payment: { paymentId: `pi_${id}`, amount: 2500, currency: 'EUR' },
  });
  const record = async (...events: PaymentEvent[]) => {
    const pool = await worker('one');
    for (const event of events) await recordEvent(pool, event, new Date('2026-11-01T12:00:00Z'));
  };

  test('are those whose ids begin with the prefix, each with the time of its row', async () => {
    const began = Date.now();
    const attempt = (id: string): PaymentEvent => ({ id, type: 'payment_intent.payment_failed' });
    const foreign = ['evt_one1_1', 'evt_on_1', 'evtxonex1', 'xevt_one_1'].map(attempt);
    await record(attempt('evt_one_1'), payment('evt_one_12', 'order-1'), ...foreign);
    const { recorded, bookedTwice } = await ledgerEvents(reader, 'evt_one_');
    expect(recorded.map(([suffix]) => suffix).sort()).toEqual(['1', '12']);
    for (const [, at] of recorded) {
      // PostgreSQL has the same clock, but to the microsecond.
      expect(at).toBeGreaterThanOrEqual(began - 1);
      expect(at).toBeLessThanOrEqual(Date.now() + 1);
    }
    expect(bookedTwice).toBe(0);
  });

  test('have booked nothing twice when one came twice, or another run brought money of the same order', async () => {
    const once = payment('evt_once_1', 'order-2');
    await record(once, once, payment('evt_once_2', 'order-3'), payment('evt_other_1', 'order-3'));
    const { recorded, bookedTwice } = await ledgerEvents(reader, 'evt_once_');
    expect(recorded).toHaveLength(2);
    expect(bookedTwice).toBe(0);
  });

  test('have booked an order twice when two of them brought its money', async () => {
    await record(payment('evt_two_1', 'order-4'), payment('evt_two_2', 'order-4'));
    expect((await ledgerEvents(reader, 'evt_two_')).bookedTwice).toBe(1);
  });

  test('of no run are none', async () => {
    expect(await ledgerEvents(reader, 'evt_none_')).toEqual({ recorded: [], bookedTwice: 0 });
  });
});

describe('who asks may not write', () => {
  const insert =
    "INSERT INTO payment_events (event_id, type, received_at) VALUES ('evt_forged', 'forged', now())";

  test('as its transactions are', async () => {
    await expect(reader.query(insert)).rejects.toThrow('read-only transaction');
  });

  test.each([
    insert,
    'UPDATE ledger_entries SET amount = 0',
    'DELETE FROM payment_events',
    'CREATE TABLE own ()',
    'CREATE TEMPORARY TABLE own ()',
    'CREATE SCHEMA own',
  ])('and has not the right to: %s', async (statement) => {
    await reader.query('SET default_transaction_read_only = off');
    await expect(reader.query(statement)).rejects.toThrow('permission denied');
    await reader.query('RESET default_transaction_read_only');
  });
});
