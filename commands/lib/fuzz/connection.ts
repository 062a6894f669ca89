import { connect, type Socket } from 'node:net';

/** What came back; header names in lower case, repeated values joined by a comma. */
export interface Answer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

/** `closed`: the connection ended without an answer; `silent`: nothing, or not all, came in time. */
export type Reply = Answer | 'closed' | 'silent';

export interface Sending {
  /** HEAD answers have no body, whatever their headers say. */
  isHead: boolean;
  /** The request may leave the connection in disorder: it gets one of its own and says that nothing follows. */
  alone: boolean;
  timeoutMilliseconds: number;
}

/** One client of an HTTP server that sends any bytes, which no HTTP library would. Keeps its connection. */
export class Connection {
  readonly #address: { host: string; port: number };
  #idle: Socket | undefined;

  constructor({ hostname, port }: URL) {
    this.#address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
  }

  async send(bytes: Buffer, sending: Sending): Promise<Reply> {
    const kept = sending.alone ? undefined : this.#idle;
    if (kept) this.#idle = undefined;
    const reply = await this.#exchange(kept ?? connect(this.#address), bytes, sending);
    // The server may have closed the kept connection in the moment that it was used again.
    return reply === 'closed' && kept ? this.#exchange(connect(this.#address), bytes, sending) : reply;
  }

  close(): void {
    this.#idle?.destroy();
  }

  #exchange(socket: Socket, bytes: Buffer, { isHead, alone, timeoutMilliseconds }: Sending): Promise<Reply> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const finish = (reply: Reply) => {
        clearTimeout(timer);
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        const keep = !alone && typeof reply === 'object' && reply.headers.get('connection') !== 'close';
        if (keep) this.#idle = socket;
        else socket.destroy();
        resolve(reply);
      };
      const timer = setTimeout(() => finish('silent'), timeoutMilliseconds);
      socket.setNoDelay();
      socket.on('data', (chunk) => {
        chunks.push(chunk);
        const answer = readAnswer(Buffer.concat(chunks), isHead);
        if (answer) finish(answer);
      });
      socket.on('error', () => finish('closed'));
      socket.on('close', () => finish('closed'));
      socket.write(bytes);
      if (alone) socket.end();
    });
  }
}

/** The first whole answer in what came so far. Chunked answers are not read: the local run sends none. */
function readAnswer(bytes: Buffer, isHead: boolean): Answer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  const rest = bytes.subarray(end + 4);
  if (status < 200) return readAnswer(rest, isHead);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    const before = headers.get(name);
    const value = line.slice(at + 1).trim();
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const length = isHead || status === 204 || status === 304 ? 0 : Number(headers.get('content-length') ?? 0);
  if (rest.length < length) return undefined;
  return { status, headers, body: rest.toString('utf8', 0, length) };
}
