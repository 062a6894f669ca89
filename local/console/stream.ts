import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Feed, Numbered } from './feed.ts';

/** A line that says nothing, so that a connection on which nothing happens is not taken for a dead one. */
const beat = 15_000;
/** A page that does not read is let go before it fills the memory; it comes back and says where it was. */
const mostWaiting = 4 * 1024 * 1024;

/**
 * Sends a feed as server-sent events; a browser that lost the connection comes back by itself and names the last event.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function streamFeed(feed: Feed, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'keep-alive' });
  response.write('retry: 1000\n\n');
  const end = feed.subscribe((events) => {
    if (response.writableLength > mostWaiting) response.destroy();
    else response.write(messageOf(events));
  }, lastIdOf(request));
  const timer = setInterval(() => response.write(':\n\n'), beat).unref();
  response.on('close', () => {
    clearInterval(timer);
    end();
  });
}

/** Events that go out together are one message: its id is the last one's. */
const messageOf = (events: Numbered[]) =>
  `id: ${events.at(-1)?.id}\ndata: ${JSON.stringify(events.map(({ event }) => event))}\n\n`;

function lastIdOf({ headers }: IncomingMessage): number | undefined {
  const given = headers['last-event-id'];
  return typeof given === 'string' && /^\d{1,12}$/.test(given) ? Number(given) : undefined;
}
