import { signatureOf } from '../payment-event.ts';
import { breachOf, isProxyError } from './answers.ts';
import { Connection, type Reply } from './connection.ts';
import type { LogWatch } from './log-watch.ts';
import { type Caller, type FuzzRequest, isBrokenHttp, markedBody, toBytes } from './request.ts';

export interface SenderOptions {
  url: URL;
  tokens: { customer: string; operator: string };
  signingSecret: string;
  logs: LogWatch | undefined;
}

/** Counts what was sent and answered. */
export class Tally {
  sent = 0;
  slowestMilliseconds = 0;
  /** What the load balancer said in its own name. */
  proxyErrors = 0;
  /** Webhook calls that were signed rightly: some of them come back to the queue. */
  signed = 0;
  /** Orders that were answered with 202. */
  readonly placed = new Set<string>();
  readonly byAnswer = new Map<string, number>();

  count(reply: Reply, milliseconds: number): void {
    const isAnswer = typeof reply === 'object';
    const kind = isAnswer ? `${Math.floor(reply.status / 100)}xx` : 'closed';
    const who = isAnswer ? (reply.headers.get('x-served-by') ?? 'server') : 'nobody';
    this.byAnswer.set(`${who} ${kind}`, (this.byAnswer.get(`${who} ${kind}`) ?? 0) + 1);
    if (isAnswer && isProxyError(reply)) this.proxyErrors += 1;
    if (isAnswer && who === 'orders' && reply.status === 202) this.placed.add(JSON.parse(reply.body).orderId);
    this.slowestMilliseconds = Math.max(this.slowestMilliseconds, milliseconds);
  }
}

const timeoutMilliseconds = 5_000;

/** Sends generated requests one after the other, as whoever they say, and judges the answers. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #tally: Tally;
  readonly #connection: Connection;

  constructor(options: SenderOptions, tally: Tally) {
    this.#options = options;
    this.#tally = tally;
    this.#connection = new Connection(options.url);
  }

  /** What is wrong with the answer, or undefined. */
  async send(request: FuzzRequest): Promise<string | undefined> {
    this.#tally.sent += 1;
    const number = this.#tally.sent;
    this.#options.logs?.remember(number, request);
    if (request.signing === 'right') this.#tally.signed += 1;
    const headers = this.#headersFor(request, number);
    const startedAt = performance.now();
    const reply = await this.#connection.send(toBytes(request, { number, headers }), {
      isHead: request.method === 'HEAD',
      alone: isBrokenHttp(request),
      timeoutMilliseconds,
    });
    this.#tally.count(reply, performance.now() - startedAt);
    return breachOf(request, reply);
  }

  close(): void {
    this.#connection.close();
  }

  #headersFor(request: FuzzRequest, number: number): [string, string][] {
    const token = this.#tokenOf(request.caller, number);
    const signature = this.#signatureOf(request, number);
    return [
      ...(token === undefined ? [] : [['authorization', `Bearer ${token}`] as [string, string]]),
      ...(signature === undefined ? [] : [['stripe-signature', signature] as [string, string]]),
    ];
  }

  #tokenOf(caller: Caller, number: number): string | undefined {
    const { customer, operator } = this.#options.tokens;
    if (caller === 'nobody') return undefined;
    return caller === 'forged' ? forgedTokens(operator)[number % 4] : { customer, operator }[caller];
  }

  #signatureOf(request: FuzzRequest, number: number): string | undefined {
    const { signing } = request;
    if (signing === undefined || signing === 'none') return undefined;
    const payload = markedBody(request, number).toString('utf8');
    const now = Math.floor(Date.now() / 1000);
    const secret = signing === 'wrong' ? 'whsec_wrong' : this.#options.signingSecret;
    return signatureOf(payload, secret, signing === 'stale' ? now - 3_600 : now);
  }
}

/** Tokens that look like one of ours: without a signature, with another's claims, cut off, or no token at all. */
function forgedTokens(token: string): string[] {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const decoded = JSON.parse(Buffer.from(claims, 'base64url').toString());
  return [
    `${encode({ alg: 'none' })}.${claims}.`,
    `${header}.${encode({ ...decoded, username: 'somebody', 'cognito:groups': ['operator'] })}.${signature}`,
    `${header}.${claims}`,
    'no.token.atall',
  ];
}
