import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLine } from '../system.ts';
import { findBinaries } from './binaries.ts';
import { type Certificate, createAuthority, issueServerCertificate } from './certificates.ts';
import { createMasterUser, type MasterUser } from './master-user.ts';
import { serverParameters } from './parameter-groups.ts';
import { type Postgres, type PostgresConfig, startPostgres } from './postgres.ts';
import { serverUser, unreachablePart } from './server-user.ts';

/** A database instance as RDS describes it. */
export interface DatabaseConfig extends MasterUser {
  identifier: string;
  /** As in a DB parameter group: PostgreSQL's own, and `rds.force_ssl`, which is on unless it is 0. */
  parameters: Record<string, string>;
}

/** Where a database instance listens. */
export interface DatabaseEndpoint {
  address: string;
  port: number;
}

interface Database {
  endpoint: DatabaseEndpoint;
  databaseName: string | undefined;
  server: Pick<Postgres, 'stop' | 'start'>;
}

const address = '127.0.0.1';

/**
 * Amazon RDS for PostgreSQL: each instance is a real PostgreSQL on a port of this machine, gone after `stop`. Their
 * certificates come from an authority that lives as long.
 */
export class Databases {
  /** Where the authority's certificate is, in PEM, from the first instance on. */
  readonly certificateAuthorityFile: string;
  readonly #folder: string;
  readonly #workDir: string;
  readonly #log: (line: LogLine) => void;
  readonly #databases = new Map<string, Database>();
  readonly #parameterGroups = new Map<string, Record<string, string>>();
  readonly #servers: Promise<Postgres>[] = [];
  #authority: Promise<Certificate> | undefined;

  constructor(options: { workDir: string; log: (line: LogLine) => void }) {
    this.#workDir = options.workDir;
    this.#folder = join(options.workDir, 'rds');
    this.certificateAuthorityFile = join(this.#folder, 'certificate-authority.pem');
    this.#log = options.log;
  }

  /** Keeps parameters for instances to come. */
  createParameterGroup(name: string, parameters: Record<string, string>): void {
    this.#parameterGroups.set(name, parameters);
  }

  /** The parameters of a parameter group; throws when there is none of that name. */
  parameterGroup(name: string): Record<string, string> {
    const parameters = this.#parameterGroups.get(name);
    if (!parameters) throw new Error(`There is no DB parameter group ${name}.`);
    return parameters;
  }

  /** Starts an instance; resolves when it accepts connections. */
  async create(config: DatabaseConfig): Promise<DatabaseEndpoint> {
    const { identifier, databaseName } = config;
    const administrator = { name: 'rdsadmin', password: randomUUID() };
    if (this.#databases.has(identifier))
      throw new Error(`There is a database instance ${identifier} already.`);
    const starting = this.#start(config, administrator);
    this.#servers.push(starting);
    const server = await starting;
    const { port } = server;
    const { certificate: certificateAuthority } = await this.#getAuthority();
    await createMasterUser({ ...administrator, port, certificateAuthority }, config);
    const endpoint = { address, port };
    this.#databases.set(identifier, { endpoint, databaseName, server });
    return endpoint;
  }

  /** An instance by its identifier; throws when there is none. */
  find(identifier: string): Readonly<Database> {
    const database = this.#databases.get(identifier);
    if (!database) throw new Error(`There is no database instance ${identifier}.`);
    return database;
  }

  /** The identifiers of all instances. */
  identifiers(): string[] {
    return [...this.#databases.keys()];
  }

  /** Ends all instances and removes their data. May be called again. */
  async stop(): Promise<void> {
    const starts = await Promise.allSettled(this.#servers);
    const servers = starts.filter((start) => start.status === 'fulfilled').map((start) => start.value);
    await Promise.all(servers.map((server) => server.stop()));
    this.#databases.clear();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(config: DatabaseConfig, administrator: PostgresConfig['administrator']): Promise<Postgres> {
    const { identifier, parameters } = config;
    const understood = serverParameters(parameters);
    const user = await this.#prepareFolder();
    return startPostgres({
      ...understood,
      user,
      administrator,
      issueCertificate: async () => issueServerCertificate(await this.#getAuthority()),
      binaries: await findBinaries(user, this.#folder),
      folder: join(this.#folder, identifier),
      log: (line) => this.#log({ source: `rds/${identifier}`, line }),
    });
  }

  #getAuthority(): Promise<Certificate> {
    this.#authority ??= this.#createAuthority();
    return this.#authority;
  }

  async #createAuthority(): Promise<Certificate> {
    const authority = await createAuthority();
    await writeFile(this.certificateAuthorityFile, authority.certificate);
    return authority;
  }

  /** Makes the folder, and the way to it, passable for the user that PostgreSQL runs as. */
  async #prepareFolder() {
    const user = await serverUser();
    await mkdir(this.#folder, { recursive: true });
    if (!user) return undefined;
    await Promise.all([this.#workDir, this.#folder].map((folder) => chmod(folder, 0o711)));
    const closed = await unreachablePart(this.#folder);
    if (!closed) return user;
    throw new Error(
      `PostgreSQL cannot run as root, and the user nobody cannot enter ${closed}. Set TMPDIR to a folder that every user may enter, or do not run as root.`,
    );
  }
}
