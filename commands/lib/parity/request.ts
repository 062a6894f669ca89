/** Who sends a request. */
export type Caller = 'nobody' | 'customer' | 'operator';

/** A request to a route that moves, as either side gets it. */
export interface ParityRequest {
  caller: Caller;
  method: string;
  /** Path and query string as they go over the wire, without a side door. */
  target: string;
  headers: Record<string, string>;
  body?: Buffer;
}

/** What a side answered. */
export interface Answer {
  status: number;
  /** By name in lower case. */
  headers: Record<string, string>;
  /** Parsed when it is JSON. */
  body: unknown;
}

/** One request and what became of it at each of the two sides, by their names. */
export interface Exchange {
  request: ParityRequest;
  answers: Record<string, Answer>;
}

/** A request as one line, enough to send it again by hand. */
export function describe({ body, ...request }: ParityRequest): string {
  if (!body) return JSON.stringify(request);
  const text = body.toString('utf8');
  const isText = Buffer.from(text).equals(body);
  return JSON.stringify({
    ...request,
    ...(isText ? { body: text } : { bodyBase64: body.toString('base64') }),
  });
}
