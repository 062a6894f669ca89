import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Secrets } from '../../local/secretsmanager/secrets.ts';
import { lambdaContext } from '../shared/testing/http.ts';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import type { LedgerSessions } from './audit.ts';
import { startLedgerDatabase } from './testing/ledger-database.ts';

let ledger: Awaited<ReturnType<typeof startLedgerDatabase>>;
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let handler: typeof import('./audit.handler.ts').handler;
const reader = { username: 'ledger_reader', password: 'reader-secret' };

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  ledger = await startLedgerDatabase();
  await ledger.client.query(`
    CREATE ROLE ${reader.username} LOGIN CONNECTION LIMIT 1 PASSWORD '${reader.password}';
    GRANT pg_monitor TO ${reader.username};
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader.username};
    INSERT INTO payment_events (event_id, type, received_at, recorded_at)
    VALUES ('evt_run1_0', 'test', now(), '2026-11-01T12:00:00.250Z')`);
  const secrets = new Secrets();
  const value = JSON.stringify({ ...ledger.secret, ...reader });
  secrets.create({ arn: 'arn:reader-abcdef', name: 'reader', value });
  aws = await startLocalAws(
    [],
    { services: [secrets.service()] },
    { LEDGER_READER_SECRET_ARN: 'reader', PGSSLMODE: 'verify-full' },
  );
  ({ handler } = await import('./audit.handler.ts'));
});
afterAll(async () => {
  await aws.stop();
  await ledger.stop();
});

const ask = (question: unknown) => handler(question, lambdaContext());
/** The sessions of the role that the handler signs in with. */
const sessions = async () => {
  const { rows } = await ledger.client.query('SELECT pid FROM pg_stat_activity WHERE usename = $1', [
    reader.username,
  ]);
  return rows.map(({ pid }) => pid);
};
const events = { recorded: [['0', Date.parse('2026-11-01T12:00:00.250Z')]], bookedTwice: 0 };

describe('the audit function', () => {
  test('tells what the ledger holds of the events with a prefix', async () => {
    expect(await ask({ eventPrefix: 'evt_run1_' })).toEqual(events);
  });

  test('watches the sessions as often and as long as it is asked to', async () => {
    const began = Date.now();
    const answer = await ask({ watchSeconds: 0.5, everyMilliseconds: 100 });
    expect(Date.now() - began).toBeGreaterThanOrEqual(500);
    const { sessions: samples } = answer as { sessions: LedgerSessions[] };
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.length).toBeLessThanOrEqual(5);
    // The test's own.
    for (const sample of samples) expect(sample.sessions).toBe(1);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty question', {}],
    ['a statement', { sql: 'DELETE FROM payment_events' }],
    ['events of all runs', { eventPrefix: 'evt_' }],
    ['events by a pattern', { eventPrefix: 'evt_%_' }],
    ['events by what is no prefix of a run', { eventPrefix: "evt_run1_' OR true --" }],
    ['both at once', { eventPrefix: 'evt_run1_', watchSeconds: 1, everyMilliseconds: 100 }],
    ['a watch longer than ten seconds', { watchSeconds: 11, everyMilliseconds: 100 }],
    ['a watch without an end', { watchSeconds: Number.POSITIVE_INFINITY, everyMilliseconds: 100 }],
    ['a watch of no time', { watchSeconds: 0, everyMilliseconds: 100 }],
    ['a watch that looks too rarely', { watchSeconds: 1, everyMilliseconds: 1001 }],
    ['a watch by parts of a millisecond', { watchSeconds: 1, everyMilliseconds: 100.5 }],
    ['a watch without a pause', { watchSeconds: 1, everyMilliseconds: 0 }],
    ['a watch and more', { watchSeconds: 1, everyMilliseconds: 100, sql: 'SELECT 1' }],
  ])('refuses %s', async (_, question) => {
    await expect(ask(question)).rejects.toMatchObject({ name: 'ZodError' });
  });

  test('keeps its one session from question to question', async () => {
    await ask({ eventPrefix: 'evt_run1_' });
    const before = await sessions();
    await ask({ eventPrefix: 'evt_run1_' });
    expect(before).toHaveLength(1);
    expect(await sessions()).toEqual(before);
  });

  test('opens another session when the database has ended it', async () => {
    await ask({ eventPrefix: 'evt_run1_' });
    const [before] = await sessions();
    await ledger.client.query('SELECT pg_terminate_backend($1)', [before]);
    await expect.poll(() => ask({ eventPrefix: 'evt_run1_' }).catch(String)).toEqual(events);
    const after = await sessions();
    expect(after).toHaveLength(1);
    expect(after).not.toContain(before);
  });
});
