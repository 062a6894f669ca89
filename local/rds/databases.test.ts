import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type ClientConfig } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Created } from '../resource.ts';
import { createResource } from '../resource-fixture.ts';
import { systemWith } from '../testing.ts';
import { createAuthority } from './certificates.ts';
import { type DatabaseEndpoint, Databases } from './databases.ts';
import { resourceTypes } from './index.ts';

const lines: string[] = [];
const master = { masterUsername: 'shopkeeper', masterPassword: "it's secret" };
let workDir: string;
let databases: Databases;
let instance: Created;
let endpoint: DatabaseEndpoint;
let certificateAuthority: string;

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'databases-'));
  databases = new Databases({ workDir, log: ({ line }) => lines.push(line) });
  const group = await createResource(
    resourceTypes,
    {
      type: 'AWS::RDS::DBParameterGroup',
      logicalId: 'Parameters',
      properties: {
        Parameters: { max_connections: '7', idle_session_timeout: 300_000 },
      },
    },
    systemWith({ databases }),
  );
  instance = await createResource(
    resourceTypes,
    {
      type: 'AWS::RDS::DBInstance',
      logicalId: 'Shop',
      properties: {
        Engine: 'postgres',
        MasterUsername: master.masterUsername,
        MasterUserPassword: master.masterPassword,
        DBName: 'wares',
        DBParameterGroupName: group.ref,
      },
    },
    systemWith({ databases }),
  );
  endpoint = databases.find(instance.ref).endpoint;
  certificateAuthority = readFileSync(databases.certificateAuthorityFile, 'utf8');
});
afterAll(async () => {
  await databases.stop();
  await rm(workDir, { recursive: true, force: true });
});

async function connect(options: ClientConfig = {}): Promise<Client> {
  const { address: host, port } = endpoint;
  const client = new Client({
    ...{ host, port, user: master.masterUsername, password: master.masterPassword, database: 'postgres' },
    ssl: { ca: certificateAuthority },
    ...options,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describe('a database instance', () => {
  test('is a UTF-8 PostgreSQL that the master user may sign in to', async () => {
    const client = await connect({ database: 'wares' });
    const { rows } = await client.query(`SELECT current_user AS name, upper('straße ümlaut') AS upper,
      getdatabaseencoding() AS encoding`);
    await client.end();
    expect(rows).toEqual([{ name: 'shopkeeper', upper: 'STRAßE ÜMLAUT', encoding: 'UTF8' }]);
  });

  test('tells its identifier and its endpoint', () => {
    expect(instance.ref).toBe('stack-shop-abc');
    expect(instance.attributes).toMatchObject({
      'Endpoint.Address': '127.0.0.1',
      'Endpoint.Port': String(endpoint.port),
      DBInstanceArn: 'arn:aws:rds:us-east-1:000000000000:db:stack-shop-abc',
    });
  });

  test('refuses a wrong password', async () => {
    await expect(connect({ password: 'wrong' })).rejects.toMatchObject({ code: '28P01' });
  });

  test.each(['127.0.0.1', 'localhost'])('proves to clients of %s who it is', async (host) => {
    const client = await connect({ host });
    const { rows } = await client.query('SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    await client.end();
    expect(rows).toEqual([{ ssl: true, version: 'TLSv1.3' }]);
  });

  test('cannot prove it to clients that trust another authority', async () => {
    const { certificate: ca } = await createAuthority();
    await expect(connect({ ssl: { ca } })).rejects.toThrow(/certificate/);
    await expect(connect({ ssl: true })).rejects.toThrow(/certificate/);
  });

  test('refuses a connection without TLS, unless rds.force_ssl is 0', async () => {
    await expect(connect({ ssl: false })).rejects.toThrow(
      'no pg_hba.conf entry for host "127.0.0.1", user "shopkeeper", database "postgres", no encryption',
    );
    const { port } = await databases.create({
      ...{ ...master, identifier: 'open', parameters: { 'rds.force_ssl': '0' } },
    });
    const clients = [await connect({ port, ssl: false }), await connect({ port })];
    await Promise.all(clients.map((client) => client.end()));
  });

  test('has the settings of its parameters and keeps three of max_connections for superusers', async () => {
    const client = await connect();
    const setting = async (name: string) => (await client.query(`SHOW ${name}`)).rows[0][name];
    expect(await setting('max_connections')).toBe('7');
    expect(await setting('idle_session_timeout')).toBe('5min');
    const others = await Promise.all([1, 2, 3].map(() => connect()));
    await expect(connect()).rejects.toMatchObject({ code: '53300' });
    await Promise.all([client, ...others].map((each) => each.end()));
  });

  test('has a master user that may create roles and databases but is no superuser', async () => {
    const client = await connect();
    await client.query("CREATE ROLE clerk LOGIN PASSWORD 'clerk'");
    await client.query('CREATE DATABASE ledger');
    await expect(client.query("SELECT pg_read_file('postmaster.pid')")).rejects.toMatchObject({
      code: '42501',
    });
    await client.end();
  });

  test('with a setting that PostgreSQL does not know fails with what PostgreSQL said', async () => {
    const creating = databases.create({
      ...master,
      identifier: 'wrong',
      parameters: { max_conections: '5' },
    });
    await expect(creating).rejects.toThrow('unrecognized configuration parameter "max_conections"');
  });

  test('that ends by itself is reported in the log', async () => {
    const other = new Databases({ workDir: join(workDir, 'other'), log: ({ line }) => lines.push(line) });
    await other.create({ ...master, identifier: 'fragile', parameters: {} });
    const pidFile = join(workDir, 'other', 'rds', 'fragile', 'data', 'postmaster.pid');
    process.kill(Number.parseInt(await readFile(pidFile, 'utf8'), 10), 'SIGINT');
    await expect.poll(() => lines).toContain('PostgreSQL ended by itself (exit code 0).');
    await other.stop();
  });

  test('that was stopped starts again with its data, at its endpoint', async () => {
    const client = await connect({ database: 'wares' });
    await client.query('CREATE TABLE kept AS SELECT 7 AS number');
    const { server } = databases.find(instance.ref);
    await server.stop();
    await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.start();
    const again = await connect({ database: 'wares' });
    expect((await again.query('SELECT number FROM kept')).rows).toEqual([{ number: 7 }]);
    await again.end();
  });

  test('leaves no data behind after stop, which may be called twice', async () => {
    const client = await connect();
    await databases.stop();
    await databases.stop();
    expect(await readdir(workDir)).not.toContain('rds');
    await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await client.end();
  });
});
