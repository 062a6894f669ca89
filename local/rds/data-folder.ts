import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Certificate } from './certificates.ts';
import { exitOf, type ProgramConfig, run } from './program.ts';

/** How the data of one PostgreSQL are set up, in `folder`, which is made here and readable only by its user. */
export interface DataFolderConfig extends ProgramConfig {
  /** The first account, a superuser. */
  administrator: { name: string; password: string };
  /** Issues what the server shows its clients. */
  issueCertificate(): Promise<Certificate>;
  /** Whether it refuses connections without TLS. */
  forceSsl: boolean;
}

/** What a server can be started on. */
export interface DataFolder {
  dataFolder: string;
  /** Settings that the server must have: its certificate. */
  settings: Record<string, string>;
}

/** Creates a database cluster, as PostgreSQL calls it: UTF-8, the same collation on every platform, passwords by SCRAM, connections by TCP only. */
export async function createDataFolder(config: DataFolderConfig): Promise<DataFolder> {
  const { folder, user, administrator, forceSsl } = config;
  const dataFolder = join(folder, 'data');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user) await chown(folder, user.uid, user.gid);
  const passwordFile = await writeForServer(config, 'password', administrator.password);
  const initdb = run(config, 'initdb', [
    ...['-D', dataFolder, '-U', administrator.name, `--pwfile=${passwordFile}`],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'],
    ...[
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
      '--no-instructions',
      '--wal-segsize=1',
    ],
  ]);
  // The certificate is made while initdb works, and takes less time.
  const work = [text(initdb.stderr), exitOf(initdb), keepCertificate(config)] as const;
  const [output, code, settings] = await Promise.all(work);
  if (code !== 0) throw new Error(`initdb could not create a database cluster. It said:\n${output}`);
  await rm(passwordFile);
  const connection = forceSsl ? 'hostssl' : 'host';
  await writeFile(join(dataFolder, 'pg_hba.conf'), `${connection} all all 127.0.0.1/32 scram-sha-256\n`);
  return { dataFolder, settings };
}

async function keepCertificate(config: DataFolderConfig): Promise<Record<string, string>> {
  const { certificate, privateKey } = await config.issueCertificate();
  return {
    ssl: 'on',
    ssl_cert_file: await writeForServer(config, 'server.crt', certificate),
    ssl_key_file: await writeForServer(config, 'server.key', privateKey),
  };
}

async function writeForServer(
  { folder, user }: DataFolderConfig,
  name: string,
  text: string,
): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text, { mode: 0o600 });
  if (user) await chown(file, user.uid, user.gid);
  return file;
}
