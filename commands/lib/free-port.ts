import { once } from 'node:events';
import { createServer } from 'node:net';

/** Throws when nothing can listen on a port of loopback; 0 stands for any free one. */
export async function expectFree(port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer().listen(port, '127.0.0.1');
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
  server.close();
  await once(server, 'close');
}
