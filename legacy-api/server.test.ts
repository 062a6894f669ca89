import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockKey } from './migrate.ts';
import {
  as,
  type LegacyServer,
  launchServer,
  startDatabase,
  startServer,
  type TestDatabase,
} from './testing/legacy-server.ts';

let database: TestDatabase;
let client: Client;
let server: LegacyServer;

beforeAll(async () => {
  database = await startDatabase();
  client = await database.connect();
  [server] = await startServersAtOnce(3);
});
afterAll(async () => {
  await server.stop();
  await client.end();
  await database.stop();
});

/** Against an empty database, so that all of them find work to do. Leaves the first one running. */
async function startServersAtOnce(count: number): Promise<[LegacyServer]> {
  const starts = Array.from({ length: count }, () => startServer(database.environment));
  const [first, ...others] = await Promise.all(starts);
  await Promise.all(others.map((other) => other.stop()));
  if (!first) throw new Error('No server was asked for');
  return [first];
}

async function count(table: string): Promise<number> {
  const { rows } = await client.query(`SELECT count(*)::integer AS count FROM ${table}`);
  return rows[0].count;
}

describe('the start', () => {
  test('of three servers at once fills the database once', async () => {
    const { rows } = await client.query('SELECT name FROM migrations ORDER BY applied_at, name');
    expect(rows.map(({ name }) => name)).toEqual([
      '001-customers-and-orders',
      '002-products',
      '003-shipments',
      '004-seed',
      '005-shipment-cancellations',
    ]);
    expect(await count('customers')).toBe(1_000);
    expect(await count('orders')).toBeGreaterThan(4_000);
    expect(await count('products')).toBeGreaterThan(120);
  });

  test('of another server later changes nothing', async () => {
    await client.query("UPDATE customers SET city = 'Moved' WHERE customer_id = 'C-10002'");
    const later = await startServer(database.environment);
    expect(later.lines.map(({ message }) => message)).toEqual([expect.stringMatching(/^listening on \d+$/)]);
    await later.stop();
    const { rows } = await client.query("SELECT city FROM customers WHERE customer_id = 'C-10002'");
    expect(rows).toEqual([{ city: 'Moved' }]);
  });

  test('leaves the migration lock free', async () => {
    const { rows } = await client.query("SELECT count(*)::integer FROM pg_locks WHERE locktype = 'advisory'");
    expect(rows).toEqual([{ count: 0 }]);
  });
});

describe('a server that cannot start', () => {
  async function lastWords(environment: Record<string, string>) {
    const { exitCode, lines } = launchServer(environment);
    return { code: await exitCode, messages: lines.map(({ level, message }) => `${level} ${message}`) };
  }

  test('for want of a variable says so in one line and ends with 1', async () => {
    const { DATABASE_HOST: _, ...environment } = database.environment;
    expect(await lastWords(environment)).toEqual({
      code: 1,
      messages: [expect.stringMatching(/^ERROR could not start: .*DATABASE_HOST is missing.* Set it/)],
    });
  });

  test('for want of a database says so in one line and ends with 1', async () => {
    expect(await lastWords({ ...database.environment, DATABASE_PASSWORD: 'wrong' })).toEqual({
      code: 1,
      messages: [
        expect.stringMatching(
          /^ERROR could not start: No connection to PostgreSQL legacy at 127.0.0.1:\d+ as legacy: password auth/,
        ),
      ],
    });
  });

  test('for want of a certificate authority that it trusts says so in one line and ends with 1', async () => {
    const { NODE_EXTRA_CA_CERTS: _, ...environment } = database.environment;
    expect(await lastWords(environment)).toEqual({
      code: 1,
      messages: [expect.stringMatching(/^ERROR could not start: .* as legacy: .*certificate/)],
    });
  });

  test('because a migration fails names it, undoes it alone, and ends with 1', async () => {
    await client.query('CREATE DATABASE older');
    const environment = { ...database.environment, DATABASE_NAME: 'older' };
    const older = await database.connect('older');
    await older.query('CREATE TABLE shipments ()');
    const { code, messages } = await lastWords(environment);
    expect(code).toBe(1);
    expect(messages.at(-1)).toMatch(/Migration 003-shipments failed .*: relation "shipments" already exists/);
    const { rows } = await older.query('SELECT name FROM migrations ORDER BY name');
    expect(rows).toEqual([{ name: '001-customers-and-orders' }, { name: '002-products' }]);
    await older.end();
  });

  test('because its port is taken says so in one line and ends with 1', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const words = await lastWords({ ...database.environment, PORT: String(port) });
    other.close();
    expect(words).toEqual({ code: 1, messages: [expect.stringMatching(`EADDRINUSE.*${port}`)] });
  });
});

test('every connection to the database is by TLS', async () => {
  await fetch(`${server.url}/products?limit=1`);
  const { rows } = await client.query(
    "SELECT DISTINCT ssl FROM pg_stat_ssl NATURAL JOIN pg_stat_activity WHERE application_name = 'legacy-api'",
  );
  expect(rows).toEqual([{ ssl: true }]);
});

describe('a server that is told to stop', () => {
  async function lockIsAwaited() {
    const waiting = () => client.query('SELECT 1 FROM pg_locks WHERE NOT granted');
    await expect.poll(async () => (await waiting()).rowCount).toBe(1);
  }

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s ends with 0, though a client keeps its connection',
    async (signal) => {
      const other = await startServer(database.environment);
      expect((await fetch(`${other.url}/health`)).status).toBe(200);
      other.signal(signal);
      expect(await other.exitCode).toBe(0);
      expect(other.lines.at(-1)).toMatchObject({ message: 'stopped' });
    },
  );

  test('while it waits for another that migrates ends with 0', async () => {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    const other = launchServer(database.environment);
    await lockIsAwaited();
    other.signal('SIGTERM');
    expect(await other.exitCode).toBe(0);
    await client.query('SELECT pg_advisory_unlock($1)', [lockKey]);
  });

  /** A server with a request under way that ends when `goOn` is called. */
  async function busyServer(environment = database.environment) {
    const busy = await startServer(environment);
    await client.query('BEGIN; LOCK TABLE customers IN ACCESS EXCLUSIVE MODE');
    const running = fetch(`${busy.url}/customers/C-10001`, { headers: as.operator });
    await lockIsAwaited();
    return { busy, running, goOn: () => client.query('ROLLBACK') };
  }

  test('finishes what runs, and is not hurried by a second signal', async () => {
    const { busy, running, goOn } = await busyServer();
    busy.signal('SIGINT');
    busy.signal('SIGTERM');
    await expect.poll(() => busy.lines.at(-1)?.message).toMatch(/^stopping/);
    await goOn();
    const response = await running;
    expect(response.status).toBe(200);
    expect(response.headers.get('connection')).toBe('close');
    expect(await busy.exitCode).toBe(0);
  });

  test('while it finishes tells the load balancer to send no more, and still answers what comes', async () => {
    const { busy, running, goOn } = await busyServer();
    busy.signal('SIGTERM');
    await expect.poll(async () => (await fetch(`${busy.url}/health`)).status).toBe(503);
    const health = await fetch(`${busy.url}/health`);
    expect(await health.json()).toEqual({ status: 'draining' });
    const late = await fetch(`${busy.url}/products/MUG-001`);
    expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);
    await goOn();
    expect((await running).status).toBe(200);
    expect(await busy.exitCode).toBe(0);
    await expect(fetch(`${busy.url}/health`)).rejects.toThrow();
  });

  test('cuts off what does not end in the time that it has, says so, and ends with 0', async () => {
    const { busy, running, goOn } = await busyServer({ ...database.environment, DRAIN_SECONDS: '1' });
    const cutOff = expect(running).rejects.toThrow();
    busy.signal('SIGTERM');
    await cutOff;
    await goOn();
    expect(await busy.exitCode).toBe(0);
    expect(busy.lines).toContainEqual(
      expect.objectContaining({ level: 'WARN', message: expect.stringContaining('cut off') }),
    );
  });
});

test('what waits too long for the database or for one of its few connections is 503, and nothing waits after that', async () => {
  const { DATABASE_POOL_SIZE: poolSize } = database.environment;
  await client.query('BEGIN; LOCK TABLE customers IN ACCESS EXCLUSIVE MODE');
  const more = Array.from({ length: Number(poolSize) + 2 }, () =>
    fetch(`${server.url}/customers/C-10001`, { headers: as.operator }),
  );
  // Long enough for all of them to have a connection, if they might.
  await delay(1_000);
  const { rowCount: sessions } = await client.query(
    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'legacy-api'",
  );
  expect(sessions).toBeLessThanOrEqual(Number(poolSize));
  const answers = await Promise.all(more);
  expect(answers.map(({ status }) => status)).toEqual(more.map(() => 503));
  const causes = server.lines.filter(({ level }) => level === 'ERROR').map(({ cause }) => String(cause));
  const [stopped, refused] = [/statement timeout/, /timeout exceeded when trying to connect/].map((said) =>
    causes.filter((cause) => said.test(cause)),
  );
  // A connection that is free again just in time is taken by one of those who wait.
  expect(stopped?.length).toBeGreaterThanOrEqual(Number(poolSize));
  expect([...(stopped ?? []), ...(refused ?? [])]).toHaveLength(more.length);
  await client.query('ROLLBACK');
  expect((await fetch(`${server.url}/customers/C-10001`, { headers: as.operator })).status).toBe(200);
});

// Last, because it takes the database away.
test('without its database the server says so, reveals nothing, lives on, and still stops with 0', async () => {
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  await client.end();
  await database.stop();
  for (const path of ['/ready', '/products']) {
    const response = await fetch(server.url + path);
    expect(response.status).toBe(503);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ status: 503, code: 'database_unavailable' });
    expect(body).not.toMatch(/ECONN|127\.0\.0\.1|terminat/);
  }
  // It would be replaced in vain, over and over.
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  server.signal('SIGTERM');
  expect(await server.exitCode).toBe(0);
});
