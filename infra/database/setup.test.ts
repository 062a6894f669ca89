import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Databases } from '../../local/rds/databases.ts';
import { type DatabaseSetup, setUpDatabase } from './setup.ts';

let workDir: string;
let databases: Databases;
const log: string[] = [];
/** As on RDS: no superuser, but allowed to create roles and databases. */
const admin = { host: '', port: 0, username: 'rds_admin', password: 'admin-secret' };

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'setup-'));
  databases = new Databases({ workDir, log: ({ line }) => log.push(line) });
  const owner = { masterUsername: 'owner', masterPassword: 'owner-secret' };
  const { address, port } = await databases.create({
    ...{ identifier: 'shop', ...owner, parameters: { log_statement: 'all', 'rds.force_ssl': '0' } },
  });
  Object.assign(admin, { host: address, port });
  const client = await connect({ username: 'owner', password: 'owner-secret', database: 'postgres' });
  await client.query("CREATE ROLE rds_admin LOGIN CREATEROLE CREATEDB PASSWORD 'admin-secret'");
  await client.end();
});
afterAll(async () => {
  await databases.stop();
  await rm(workDir, { recursive: true, force: true });
});

async function connect(as: { username: string; password: string; database: string }): Promise<Client> {
  const { host, port } = admin;
  const client = new Client({
    ...{ host, port, user: as.username, password: as.password, database: as.database },
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const counter = {
  name: '001-counter.sql',
  sql: 'CREATE TABLE counter (value int); INSERT INTO counter VALUES (1);',
};
/** A setup of a database and role of that name; quotes in it must do no harm. */
const setupOf = (name: string, more: Partial<DatabaseSetup> = {}): DatabaseSetup => ({
  admin,
  role: { username: name, password: `password of ${name}` },
  database: name,
  connectionLimit: 2,
  migrations: [counter],
  ...more,
});
const signIn = (name: string, password = `password of ${name}`, database = name) =>
  connect({ username: name, password, database });

describe('the database setup', () => {
  test('creates a role that owns its database, with its connection limit and an end to idle sessions', async () => {
    await setUpDatabase(setupOf('ledger'));
    const sessions = [await signIn('ledger'), await signIn('ledger')];
    await expect(signIn('ledger')).rejects.toThrow('too many connections for role "ledger"');
    const { rows } = await (sessions[0] as Client).query(
      "SELECT value, current_setting('idle_session_timeout') AS idle FROM counter",
    );
    expect(rows).toEqual([{ value: 1, idle: '1min' }]);
    await (sessions[0] as Client).query('CREATE TABLE own (id int)');
    await Promise.all(sessions.map((session) => session.end()));
  });

  test('keeps other roles out of the database', async () => {
    await setUpDatabase(setupOf('inside'));
    await setUpDatabase(setupOf('outside'));
    const intruder = signIn('outside', undefined, 'inside');
    await expect(intruder).rejects.toThrow('permission denied for database "inside"');
  });

  test('when repeated brings the new password and limit and only the new migrations', async () => {
    await setUpDatabase(setupOf('twice'));
    const second = { name: '002-more.sql', sql: 'INSERT INTO counter VALUES (2);' };
    await setUpDatabase(
      setupOf('twice', {
        ...{ role: { username: 'twice', password: 'a new one' }, connectionLimit: 1 },
        migrations: [counter, second],
      }),
    );
    await expect(signIn('twice')).rejects.toThrow('password authentication failed');
    const client = await signIn('twice', 'a new one');
    await expect(signIn('twice', 'a new one')).rejects.toThrow('too many connections');
    expect((await client.query('SELECT value FROM counter ORDER BY value')).rows).toHaveLength(2);
    await client.end();
  });

  test('run four times at once has the effect of one', async () => {
    await Promise.all([1, 2, 3, 4].map(() => setUpDatabase(setupOf('racing'))));
    const client = await signIn('racing');
    expect((await client.query('SELECT value FROM counter')).rows).toEqual([{ value: 1 }]);
    await client.end();
  });

  test('leaves nothing of a migration that fails, and goes on from there when it is mended', async () => {
    const broken = { name: '002-broken.sql', sql: 'INSERT INTO counter VALUES (2); SELECT nonsense;' };
    await expect(setUpDatabase(setupOf('mended', { migrations: [counter, broken] }))).rejects.toThrow(
      'Migration 002-broken.sql failed: column "nonsense" does not exist',
    );
    const mended = { ...broken, sql: 'INSERT INTO counter VALUES (3);' };
    await setUpDatabase(setupOf('mended', { migrations: [counter, mended] }));
    const client = await signIn('mended');
    expect((await client.query('SELECT value FROM counter ORDER BY value')).rows).toEqual([
      { value: 1 },
      { value: 3 },
    ]);
    await client.end();
  });

  test('leaves nothing of a migration that it cannot note down', async () => {
    const sql =
      "INSERT INTO counter VALUES (2); ALTER TABLE schema_migrations ADD CHECK (name <> '002-new.sql');";
    const migrations = [counter, { name: '002-new.sql', sql }];
    await expect(setUpDatabase(setupOf('noted', { migrations }))).rejects.toThrow(
      'Migration 002-new.sql failed',
    );
    const client = await signIn('noted');
    expect((await client.query('SELECT value FROM counter')).rows).toEqual([{ value: 1 }]);
    await client.end();
  });

  test('refuses a migration that was changed after it ran', async () => {
    await setUpDatabase(setupOf('changed'));
    const changed = setupOf('changed', { migrations: [{ ...counter, sql: 'SELECT 1' }] });
    await expect(setUpDatabase(changed)).rejects.toThrow('001-counter.sql was changed after it ran');
  });

  test('takes names and passwords with quotes as they are', async () => {
    const password = `'; DROP ROLE owner; --"`;
    const name = `o'hara"s`;
    await setUpDatabase(setupOf(name, { role: { username: name, password } }));
    await (await signIn(name, password)).end();
  });

  test('gives no password to a server that cannot prove who it is when PGSSLMODE is verify-full', async () => {
    vi.stubEnv('PGSSLMODE', 'verify-full');
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(setUpDatabase(setupOf('unverified'))).rejects.toThrow(
      'unable to verify the first certificate',
    );
  });

  test('shows no password to the server, which may log what it is told', () => {
    expect(log.join('\n')).toContain('CREATE ROLE "ledger"');
    expect(log.join('\n')).not.toContain('password of');
  });
});
