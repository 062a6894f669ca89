import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../error-message.ts';
import type { LocalSystem, LogLine } from '../system.ts';
import type { Requested } from './events.ts';
import { Feed } from './feed.ts';
import { mayAsk } from './guard.ts';
import { streamFeed } from './stream.ts';
import { watch } from './watch.ts';

/** A file of the page. */
export interface PageFile {
  mediaType: string;
  body: string | Uint8Array;
}

/** What the console shows and does beyond what it sees of a run itself. */
export interface ConsoleParts {
  /** The files of the page by name, `index.html` among them. */
  page(): Promise<Map<string, PageFile>>;
  /** What the page asks, by the path after `/console/api/`: `GET` reads, `POST` does. */
  reads: Record<string, (query: URLSearchParams) => Promise<unknown>>;
  actions: Record<string, (input: unknown) => Promise<unknown>>;
  /** Open connections of the webhook's workers, or undefined while the database cannot be asked. */
  sessions(): Promise<number | undefined>;
}

/** A request that the console cannot answer, with its status. The message is shown to people. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const base = '/console/';
const maximumLine = 4_000;

/** Only what the page itself brings, and only from here. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** A page that shows a run as it happens, on the port of its first REST API under `/console/`. Nothing of it is deployed. */
export class RunConsole {
  readonly #feed = new Feed();
  #parts: ConsoleParts | undefined;
  #unwatch: (() => void) | undefined;
  #files: Promise<Map<string, PageFile>> | undefined;

  /** From now on the page is served. */
  attach(system: LocalSystem, parts: ConsoleParts): void {
    this.#parts = {
      ...parts,
      reads: { ...parts.reads, execution: async (query) => executionOf(system, query.get('name') ?? '') },
    };
    const sessions = async () => (this.#feed.isWatched ? parts.sessions() : undefined);
    this.#unwatch = watch(system, (event) => this.#feed.publish(event), sessions);
  }

  stop(): void {
    this.#unwatch?.();
  }

  requested(request: Requested): void {
    this.#feed.publish(request);
  }

  logged({ source, line }: LogLine): void {
    this.#feed.publish({ kind: 'log', at: Date.now(), source, line: line.slice(0, maximumLine) });
  }

  /** Answers a request to `/console`, and says whether it was one. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    // Looked at first: what else callers send as a path may be no URL at all.
    if (!/^\/console(?:[/?]|$)/.test(request.url ?? '')) return false;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    if (pathname === '/console') {
      response.writeHead(308, { location: base }).end();
      return true;
    }
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    this.#answer(pathname.slice(base.length), searchParams, request, response).catch((error: unknown) => {
      const status = error instanceof ConsoleError ? error.status : 500;
      if (!response.headersSent) sendJson(response, status, { error: messageOf(error) });
      else response.destroy();
    });
    return true;
  }

  async #answer(
    path: string,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const parts = this.#parts;
    if (!mayAsk(request))
      throw new ConsoleError(403, 'The console answers only its own page on this machine.');
    if (!parts) throw new ConsoleError(503, 'The system is still starting.');
    if (path === 'events') {
      streamFeed(this.#feed, request, response);
      return;
    }
    const name = path.replace(/^api\//, '');
    if (name !== path) {
      sendJson(response, 200, await answerOf(parts, name, query, request));
      return;
    }
    this.#files ??= parts.page();
    const file = (await this.#files).get(path === '' ? 'index.html' : path);
    if (!file) throw new ConsoleError(404, `The console has no file ${path}.`);
    response.writeHead(200, { 'content-type': file.mediaType }).end(file.body);
  }
}

async function answerOf(
  { reads, actions }: ConsoleParts,
  name: string,
  query: URLSearchParams,
  request: IncomingMessage,
): Promise<unknown> {
  const read = Object.hasOwn(reads, name) ? reads[name] : undefined;
  const act = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (request.method === 'GET' && read) return read(query);
  if (request.method === 'POST' && act) return act(await readJson(request));
  throw new ConsoleError(404, `The console does not know ${request.method} ${name}.`);
}

/** An execution with its whole history, inputs and outputs included. */
function executionOf({ stateMachines }: LocalSystem, name: string): unknown {
  const execution = stateMachines.named(name);
  if (!execution)
    throw new ConsoleError(
      404,
      `There is no execution ${name}: no order of this id was started in this run.`,
    );
  const { status, startTime, stopTime, history } = execution;
  const events = history.page(0, history.length, { reverse: false, includeData: true });
  return { name, status, startTime, stopTime, events };
}

const maximumBody = 64 * 1024;

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > maximumBody) throw new ConsoleError(413, `Send at most ${maximumBody} characters.`);
  }
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw new ConsoleError(400, `The body is not JSON: ${messageOf(cause)}`);
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? null));
}
