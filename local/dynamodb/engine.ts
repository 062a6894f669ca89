import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, Server } from 'node:http';
import dynalite from 'dynalite';
import { AwsError } from '../aws-error.ts';
import './empty-keys.ts';

/** What DynamoDB answers to one call. */
export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

const unsigned = 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local';

/** dynalite in this process: its request listener is called directly, there is no socket in between. */
export class Engine {
  readonly #server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

  /** Calls an operation as SDK clients do; throws `AwsError` for any answer but 200. */
  async call<Output>(operation: string, input: object): Promise<Output> {
    return outputOf(await this.request(operation, JSON.stringify(input)));
  }

  /** Calls an operation and answers whatever dynalite answers. Rejects when dynalite breaks. */
  request(operation: string, body: string | Buffer, headers: IncomingHttpHeaders = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = Object.assign(new EventEmitter(), {
        method: 'POST',
        url: '/',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          authorization: unsigned,
          'x-amz-date': '20260101T000000Z',
          ...headers,
          'x-amz-target': `DynamoDB_20120810.${operation}`,
        },
      });
      this.#server.emit('request', request, new CapturedResponse(resolve));
      try {
        request.emit('data', Buffer.from(body));
        request.emit('end');
      } catch (error) {
        reject(error);
      }
    });
  }
}

/** The output of an operation; throws `AwsError` for any answer but 200. */
export function outputOf<Output>({ statusCode, body: text }: Answer): Output {
  const body = JSON.parse(text);
  if (statusCode === 200) return body;
  const code = String(body.__type).replace(/^.*#/, '');
  throw new AwsError(code, body.message ?? body.Message ?? '', statusCode);
}

/** As much of a ServerResponse as dynalite uses. */
class CapturedResponse {
  statusCode = 200;
  readonly #headers: Record<string, string> = {};
  readonly #done: (answer: Answer) => void;

  constructor(done: (answer: Answer) => void) {
    this.#done = done;
  }

  setHeader(name: string, value: string | number): void {
    this.#headers[name] = String(value);
  }

  end(body = ''): void {
    this.#done({ statusCode: this.statusCode, headers: this.#headers, body });
  }
}
