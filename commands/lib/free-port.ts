import { createServer } from 'node:http';
import { closeServer, listenOnLoopback } from '../../local/loopback-server.ts';

/** Throws when nothing can listen on a port of loopback; 0 stands for any free one. */
export async function expectFree(port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  await listenOnLoopback(server, port);
  await closeServer(server);
}
