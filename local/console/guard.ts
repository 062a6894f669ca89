import type { IncomingMessage } from 'node:http';
import { isLoopbackHost } from '../loopback-server.ts';

/**
 * Whether a request comes from this machine's own page or tools. Another site's page in the same browser may not act here
 * (its Origin says so), nor read through a name of its own that leads to this machine (the Host says so).
 */
export function mayAsk({ headers, method }: IncomingMessage): boolean {
  const { host = '', origin, 'sec-fetch-site': site } = headers;
  if (!isLoopbackHost(host)) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  if (method === 'GET')
    return site === undefined || site !== 'cross-site' || headers['sec-fetch-mode'] === 'navigate';
  return site === undefined || site === 'same-origin';
}
