import { createInterface } from 'node:readline';
import { freePort } from '../free-port.ts';
import { createDataFolder, type DataFolderConfig } from './data-folder.ts';
import { exitOf, run } from './program.ts';

/** How one PostgreSQL is to run. */
export interface PostgresConfig extends DataFolderConfig {
  /** Server settings as in postgresql.conf. */
  settings: Record<string, string>;
  log(line: string): void;
}

/** A PostgreSQL on a loopback port. */
export interface Postgres {
  port: number;
  /** A fast shutdown (open sessions are ended). May be called again. */
  stop(): Promise<void>;
  /** Starts it again after `stop`, with its data and on its port; resolves when it accepts connections. */
  start(): Promise<void>;
}

/** The data live as long as the run: there is no power failure to survive. */
const ownSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
};
const readyLine = 'database system is ready to accept connections';
const portAttempts = 5;
const stopMilliseconds = 5_000;

/** Creates the data folder of a server and starts it. */
export async function startPostgres(config: PostgresConfig): Promise<Postgres> {
  const { dataFolder, settings } = await createDataFolder(config);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const startAgain = () => startServer(config, dataFolder, { ...settings, port: String(port) });
    const server = startAgain();
    const output = await server.failure;
    if (output === undefined) return restartable(port, server, startAgain);
    const portTaken = output.includes('could not bind');
    if (!portTaken || attempt === portAttempts) throw didNotStart(output);
  }
}

type Server = ReturnType<typeof startServer>;

function restartable(port: number, first: Server, startAgain: () => Server): Postgres {
  let server = first;
  return {
    port,
    stop: () => server.stop(),
    start: async () => {
      server = startAgain();
      const output = await server.failure;
      if (output !== undefined) throw didNotStart(output);
    },
  };
}

const didNotStart = (output: string) => new Error(`PostgreSQL did not start. It said:\n${output}`);

function startServer(config: PostgresConfig, dataFolder: string, settings: Record<string, string>) {
  const all = Object.entries({ ...ownSettings, ...config.settings, ...settings });
  const server = run(config, 'postgres', [
    ...['-D', dataFolder],
    ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const exited = exitOf(server);
  const killServer = () => server.kill('SIGQUIT');
  process.once('exit', killServer);
  let state: 'starting' | 'running' | 'stopping' = 'starting';
  let output = '';
  /** What it wrote when it did not start; undefined once it is ready. */
  const failure = new Promise<string | undefined>((resolve, reject) => {
    createInterface(server.stderr).on('line', (line) => {
      config.log(line);
      if (state === 'starting') output += `${line}\n`;
      if (!line.includes(readyLine)) return;
      state = 'running';
      resolve(undefined);
    });
    exited
      .finally(() => process.off('exit', killServer))
      .then((code) => {
        if (state === 'running') config.log(`PostgreSQL ended by itself (exit code ${code}).`);
        resolve(output);
      }, reject);
  });
  const stop = async () => {
    state = 'stopping';
    const timer = setTimeout(killServer, stopMilliseconds);
    server.kill('SIGINT');
    await exited;
    clearTimeout(timer);
  };
  return { failure, stop };
}
