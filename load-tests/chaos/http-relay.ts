import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { isHopByHop } from '../../local/http-headers.ts';

/** A request whose body has been read, so that it can be passed on, also more than once. */
export interface ReadRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface RelayedAnswer {
  status: number;
  contentType: string;
  body: string;
}

export async function readRequest(request: IncomingMessage): Promise<ReadRequest> {
  const { method = 'GET', url = '/', headers } = request;
  return { method, url, headers, body: await text(request) };
}

/** Passes a request on to another server, and answers what that says. */
export async function passOn(
  server: string,
  { method, url, headers, body }: ReadRequest,
): Promise<RelayedAnswer> {
  const passed = Object.entries(headers).filter(
    ([name]) => !isHopByHop(name) && !['host', 'content-length'].includes(name),
  );
  const answer = await fetch(server + url, {
    ...{ method, headers: Object.fromEntries(passed) as Record<string, string> },
    ...(body && { body }),
  });
  const contentType = answer.headers.get('content-type') ?? 'application/json';
  return { status: answer.status, contentType, body: await answer.text() };
}
