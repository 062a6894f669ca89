import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { logger } from '../shared/observability.ts';
import { expectLimits, type Limits } from '../shared/testing/limits.ts';
import { bookingOf } from './entries.ts';
import type { Payment, PaymentEvent } from './event.ts';
import { ledgerConnections, ledgerPool, recordEvent } from './ledger.ts';
import { ledgerSecretSchema } from './ledger-secret.ts';
import { startLedgerDatabase } from './testing/ledger-database.ts';
import { limits } from './time-limits.ts';

let ledger: Awaited<ReturnType<typeof startLedgerDatabase>>;
/** One per worker that runs at once. */
let pools: Pool[];

beforeAll(async () => {
  logger.setLogLevel('SILENT');
  ledger = await startLedgerDatabase();
  pools = [1, 2, 3].map(() => ledgerPool(ledger.secret, 1));
});
afterAll(async () => {
  await ledger.stop();
  await Promise.all(pools.map((pool) => pool.end()));
});

const arrival = new Date('2026-11-01T12:00:00Z');
const payment = (id: string): PaymentEvent => ({
  ...{ id, type: 'payment_intent.succeeded', orderId: 'order-1' },
  payment: { paymentId: `pi_${id}`, amount: 2500, currency: 'EUR' },
});
const record = (pool: Pool | undefined, event: PaymentEvent) => recordEvent(pool as Pool, event, arrival);

describe('the ledger', () => {
  test('records an event that three workers bring at the same instant once', async () => {
    for (const id of ['evt_1', 'evt_2', 'evt_3', 'evt_4', 'evt_5']) {
      const recorded = await Promise.all(pools.map((pool) => record(pool, payment(id))));
      expect(recorded.filter(({ isNew }) => isNew)).toEqual([
        { isNew: true, moved: { amount: 2500, currency: 'EUR' } },
      ]);
      expect(recorded.filter(({ isNew }) => !isNew)).toEqual([{ isNew: false }, { isNew: false }]);
      expect(await ledger.effects(id)).toEqual({ rows: 1, entries: 2, debit: 2500, sum: 0 });
    }
  });

  test('keeps no inbox row of an event whose entries failed, so that the next delivery is new', async () => {
    const impossible = payment('evt_late');
    await ledger.client.query('ALTER TABLE ledger_entries ADD CONSTRAINT closed CHECK (false) NOT VALID');
    await expect(record(pools[0], impossible)).rejects.toThrow('closed');
    expect(await ledger.effects('evt_late')).toMatchObject({ rows: 0, entries: 0 });
    await ledger.client.query('ALTER TABLE ledger_entries DROP CONSTRAINT closed');
    expect(await record(pools[0], impossible)).toMatchObject({ isNew: true });
  });

  test('refuses entries that do not sum to zero, whoever writes them', async () => {
    await record(pools[0], { id: 'evt_other', type: 'charge.refunded', orderId: 'order-1' });
    const lopsided = ledger.client.query(
      "INSERT INTO ledger_entries VALUES ('evt_other', 'provider_balance', 'order-1', 1, 'EUR', 'lopsided')",
    );
    await expect(lopsided).rejects.toThrow('evt_other do not sum to zero');
  });

  describe('takes nothing that is not whole, whoever writes it:', () => {
    const entry = (values: string) => `INSERT INTO ledger_entries VALUES ('evt_whole', ${values})`;
    const [held, given] = [
      "'provider_balance', 'order-1', 1, 'EUR'",
      "'customer_payments', 'order-1', -1, 'EUR'",
    ];

    /** What becomes of statements, after those of a whole event and in its transaction. */
    async function outcomeOf(...statements: string[]): Promise<string> {
      const event =
        "INSERT INTO payment_events (event_id, type, received_at) VALUES ('evt_whole', 'a', now())";
      try {
        await ledger.client.query('BEGIN');
        for (const statement of [event, ...statements]) await ledger.client.query(statement);
        await ledger.client.query('SET CONSTRAINTS ALL IMMEDIATE');
        return 'taken';
      } catch (error) {
        return (error as Error).message;
      } finally {
        await ledger.client.query('ROLLBACK');
      }
    }

    test.each([
      ['type', "INSERT INTO payment_events (event_id, received_at) VALUES ('evt_x', now())"],
      ['received_at', "INSERT INTO payment_events (event_id, type) VALUES ('evt_x', 'a')"],
      ['recorded_at', 'UPDATE payment_events SET recorded_at = NULL'],
      ['order_id', entry("'provider_balance', NULL, 0, 'EUR', 'b'")],
      ['amount', entry("'provider_balance', 'order-1', NULL, 'EUR', 'b'")],
      ['currency', entry("'provider_balance', 'order-1', 0, NULL, 'b'")],
      ['booking', entry("'provider_balance', 'order-1', 0, 'EUR', NULL")],
    ])('a row without %s', async (column, statement) => {
      expect(await outcomeOf(statement)).toContain(`null value in column "${column}"`);
    });

    const both = [entry(`${held}, 'b'`), entry(`${given}, 'b'`)];
    test.each<{ what: string; says: string; does: string[] }>([
      {
        ...{ what: 'an entry of no event', says: 'foreign key' },
        does: [entry(`${held}, 'b'`).replace('evt_whole', 'evt_none')],
      },
      {
        ...{ what: 'an entry in an account that is none', says: 'account_check' },
        does: [entry("'cash', 'order-1', 0, 'EUR', 'b'")],
      },
      {
        ...{ what: 'a second entry of the event in one account', says: 'entries_pkey' },
        does: [...both, entry(`${held}, 'c'`)],
      },
      {
        ...{ what: 'two currencies that sum to zero together', says: 'do not sum to zero' },
        does: both.map((statement) => statement.replace("-1, 'EUR'", "-1, 'USD'")),
      },
      {
        ...{ what: 'a change of one side', says: 'do not sum to zero' },
        does: [
          ...[...both, 'SET CONSTRAINTS ALL IMMEDIATE'],
          "UPDATE ledger_entries SET amount = 0 WHERE event_id = 'evt_whole' AND amount = 1",
        ],
      },
    ])('$what', async ({ says, does }) => {
      expect(await outcomeOf(...does)).toContain(says);
    });

    test('but the two sides of a booking one after the other', async () => {
      expect(await outcomeOf(...both)).toBe('taken');
    });
  });

  test('books a payment once, although the provider tells of it by two events', async () => {
    const { payment: money } = payment('evt_told_once');
    await record(pools[0], payment('evt_told_once'));
    const again = { ...payment('evt_told_twice'), payment: money as Payment };
    expect(await record(pools[1], again)).toEqual({ isNew: true });
    expect(await ledger.effects('evt_told_twice')).toMatchObject({ rows: 1, entries: 0 });
  });

  test('books the refunds of a payment up to their greatest sum, in whatever order and at once', async () => {
    let payments = 0;
    const sums = fc.array(fc.integer({ min: 1, max: 2500 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(sums, async (told) => {
        payments += 1;
        const id = `partly_${payments}`;
        const refunds = told.map((refunded, i) => ({
          ...{ ...payment(id), id: `evt_${id}_${i}`, type: 'charge.refunded', refunded },
        }));
        await Promise.all(refunds.map((refund, i) => record(pools[i % pools.length], refund)));
        const { rows } = await ledger.client.query(
          `SELECT sum(entry.amount)::int AS refunded FROM ledger_entries entry JOIN payment_events event USING (event_id)
           WHERE event.payment_id = $1 AND entry.account = 'customer_payments'`,
          [`pi_${id}`],
        );
        expect(rows).toEqual([{ refunded: Math.max(...told) }]);
      }),
      { numRuns: 40 },
    );
  });

  test('says when an event arrived', async () => {
    await record(pools[0], payment('evt_when'));
    const { rows } = await ledger.client.query(
      "SELECT received_at FROM payment_events WHERE event_id = 'evt_when'",
    );
    expect(rows).toEqual([{ received_at: arrival }]);
  });

  test('goes on after its connection was cut, of which the log says no more than the reason', async () => {
    const warn = vi.spyOn(logger, 'warn');
    onTestFinished(() => warn.mockRestore());
    await ledger.client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = $1',
      ['ledger'],
    );
    await expect.poll(() => record(pools[0], payment('evt_after')).catch(String)).toEqual({ isNew: false });
    expect(await ledger.effects('evt_after')).toMatchObject({ rows: 1, entries: 2 });
    expect(warn.mock.calls).toContainEqual(['A ledger connection broke', { reason: expect.any(String) }]);
  });

  test('is reached by the same pool until its secret changes or it lay idle for half a minute', async () => {
    const poolFor = ledgerConnections(1);
    const first = poolFor(ledger.secret);
    await record(first, payment('evt_first'));
    expect(poolFor({ ...ledger.secret })).toBe(first);
    const second = poolFor({ ...ledger.secret, password: 'rotated' });
    expect(second).not.toBe(first);
    await expect.poll(() => first.totalCount).toBe(0);
    const third = poolFor(ledger.secret);
    vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    expect(poolFor(ledger.secret)).not.toBe(third);
  });

  test('is told how long a statement and a transaction may take', async () => {
    const pool = ledgerPool(ledger.secret, 1);
    pools.push(pool);
    const { rows } = await pool.query(
      "SELECT name, setting FROM pg_settings WHERE name IN ('statement_timeout', 'transaction_timeout') ORDER BY name",
    );
    expect(rows.map(({ setting }) => Number(setting))).toEqual([limits.statement, limits.transaction]);
  });

  test('is given up when it takes a connection and says nothing, or does not answer a statement', async () => {
    const silent = createServer();
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void silent.close());
    const pool = ledgerPool({ ...ledger.secret, port: (silent.address() as AddressInfo).port }, 1);
    await expect(record(pool, payment('evt_silent'))).rejects.toThrow(/timeout/);
    expect(pool.options).toMatchObject({ query_timeout: limits.answer });
  });

  test('is reached by TLS alone, from a server that proves who it is', async () => {
    const { rows } = await (pools[0] as Pool).query(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    expect(rows).toEqual([{ ssl: true }]);
    const trusted = getCACertificates('default');
    onTestFinished(() => setDefaultCACertificates(trusted));
    setDefaultCACertificates(getCACertificates('bundled'));
    const suspicious = ledgerPool(ledger.secret, 1);
    pools.push(suspicious);
    await expect(record(suspicious, payment('evt_nobody'))).rejects.toThrow(/certificate/);
  });

  test('is not talked to at all when its server has no TLS', async () => {
    const plain = createServer((socket) => void socket.once('data', () => socket.end('N')));
    await once(plain.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void plain.close());
    const pool = ledgerPool({ ...ledger.secret, port: (plain.address() as AddressInfo).port }, 1);
    await expect(record(pool, payment('evt_plain'))).rejects.toThrow('does not support SSL');
  });

  test('opens no more sessions than a pool is allowed, however much is asked of it at once', async () => {
    const pool = ledgerPool(ledger.secret, 1);
    pools.push(pool);
    await Promise.all(Array.from({ length: 10 }, (_, i) => record(pool, payment(`evt_many_${i}`))));
    expect(pool.totalCount).toBe(1);
  });
});

test('the entries of any event sum to zero', () => {
  const event = fc.record<PaymentEvent>(
    {
      id: fc.string(),
      type: fc.constantFrom('payment_intent.succeeded', 'payment_intent.canceled', 'charge.refunded'),
      orderId: fc.string(),
      payment: fc.record({ paymentId: fc.string(), amount: fc.nat(), currency: fc.constant('EUR') }),
      refunded: fc.nat(),
    },
    { requiredKeys: ['id', 'type'] },
  );
  fc.assert(
    fc.property(event, fc.nat(), (each, before) => {
      const { entries } = bookingOf(each, before) ?? { entries: [] };
      expect(entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    }),
  );
});

test.each<Limits>([
  ['host', ['db.internal'], [undefined, 1]],
  ['port', [5432, '5432'], [undefined, 'any']],
  ['username', ['ledger'], [undefined, 1]],
  ['password', ['hidden'], [undefined, 1]],
  ['dbname', ['ledger'], [undefined, 1]],
])('the secret of the ledger has a %s', (...limits) => {
  const given = { host: 'h', port: 1, username: 'u', password: 'p', dbname: 'd' };
  expectLimits((secret) => ledgerSecretSchema.parse(secret), given, limits);
});
