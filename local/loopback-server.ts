import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Lets a server listen on loopback and answers its port; 0 takes any free one. Rejects when it cannot listen there. */
export async function listenOnLoopback(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${message})`;
    throw new Error(
      `Port ${port} on 127.0.0.1 ${reason}: stop what listens there, or set PORT to another port (0 takes any free one).`,
      { cause },
    );
  }
  return (server.address() as AddressInfo).port;
}

/** Takes no more connections and breaks off those that there are. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** A page in a browser can reach loopback under a name of its own (DNS rebinding); the Host header tells. */
export function isLoopbackHost(host = ''): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}
