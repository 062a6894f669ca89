import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../endpoint/aws-answer.ts';
import type { EndpointRoute } from '../endpoint/server.ts';

/** A response that a custom resource's function still owes. */
export interface AwaitedResponse {
  url: string;
  /** The body that was put to the URL. */
  body: Promise<string>;
  /** From now on the URL answers nothing. */
  close(): void;
}

/**
 * The ResponseURLs of custom resources: paths on the endpoint that take one PUT each. On AWS they are presigned S3 URLs,
 * to which nothing but the body is sent either.
 */
export class CustomResourceResponses implements EndpointRoute {
  readonly #awaited = new Map<string, (body: string) => void>();

  open(endpointUrl: string): AwaitedResponse {
    const path = `/custom-resource-responses/${randomUUID()}`;
    const body = new Promise<string>((resolve) => this.#awaited.set(path, resolve));
    return { url: `${endpointUrl}${path}`, body, close: () => this.#awaited.delete(path) };
  }

  matches({ method, url }: IncomingMessage): boolean {
    return method === 'PUT' && this.#awaited.has(url ?? '');
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const deliver = this.#awaited.get(path);
    this.#awaited.delete(path);
    const body = await readBody(request);
    response.writeHead(200).end();
    deliver?.(body.toString());
  }
}
