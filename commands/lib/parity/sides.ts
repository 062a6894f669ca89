import { Pool } from 'undici';
import type { Answer, Caller, ParityRequest } from './request.ts';

/** API Gateway itself gives up after 29 s. */
const answerMilliseconds = 30_000;

/** Reaches each side of a route through its side door, and sends what no HTTP library would correct. */
export class Sides {
  readonly #pool: Pool;
  readonly #base: string;
  readonly #tokens: Readonly<Record<Exclude<Caller, 'nobody'>, string>>;

  constructor(url: string, tokens: Readonly<Record<Exclude<Caller, 'nobody'>, string>>) {
    const { origin, pathname } = new URL(url);
    this.#base = pathname.replace(/\/$/, '');
    this.#tokens = tokens;
    this.#pool = new Pool(origin, {
      connections: 2,
      headersTimeout: answerMilliseconds,
      bodyTimeout: answerMilliseconds,
    });
  }

  async send(side: string, { caller, method, target, headers, body }: ParityRequest): Promise<Answer> {
    const response = await this.#pool.request({
      path: `${this.#base}/via/${side}${target}`,
      method: method as 'GET',
      headers: {
        ...headers,
        ...(caller !== 'nobody' && { authorization: `Bearer ${this.#tokens[caller]}` }),
      },
      ...(body && { body }),
    });
    const content = await response.body.text();
    const told = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
    return { status: response.statusCode, headers: Object.fromEntries(told), body: parsed(content) };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}
