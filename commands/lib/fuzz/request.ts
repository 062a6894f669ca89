/** Who sends a request: somebody without a token, with a real one, or with one that nobody issued. */
export type Caller = 'nobody' | 'customer' | 'operator' | 'forged';

/** How a body is sent. Those after `chunked` break HTTP on purpose. */
export const framings = [
  'length',
  'chunked',
  'broken-chunk',
  'length-too-long',
  'length-too-short',
  'length-no-number',
  'two-lengths',
  'length-and-chunked',
] as const;
export type Framing = (typeof framings)[number];

/** How a webhook call is signed: as the provider does, by somebody else, an hour ago, or not at all. */
export type Signing = 'right' | 'wrong' | 'stale' | 'none';

/** A generated request, before the parts that only the run knows (token, signature, mark) are added. */
export interface FuzzRequest {
  caller: Caller;
  method: string;
  /** The request target as it goes over the wire, hostile or not. */
  target: string;
  headers: [name: string, value: string][];
  /** How the head becomes bytes. */
  charset: 'latin1' | 'utf8';
  body: Buffer;
  framing: Framing;
  signing?: Signing;
}

/** Something that must not be, with the request that did it when one is known. */
export interface Breach {
  what: string;
  request?: FuzzRequest | undefined;
  /** What shows it: a log line, or what was and what should be. */
  evidence?: string;
}

/** Stands in generated texts for what must never be logged; each request sends it with its own number. */
export const mark = 'fuzzmark';

/** Stands for the request's number where a text must differ but may be logged, in an event's id for example. */
export const numberHere = 'fuzznumber';

/** What an injected header would be called if one got into an answer. */
export const injectedHeader = 'x-fuzz-injected';

/** What the run adds to a generated request. */
export interface Envelope {
  /** Makes this request's marks tell which request they are from. */
  number: number;
  headers: [name: string, value: string][];
}

/** The bytes of a request on the wire. */
export function toBytes(request: FuzzRequest, { number, headers }: Envelope): Buffer {
  const body = markedBody(request, number);
  const all = [
    ['host', '127.0.0.1'],
    ...headers,
    ...request.headers,
    ...framingHeaders(request, body.length),
  ];
  const head = [
    `${request.method} ${request.target} HTTP/1.1`,
    ...all.map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(numbered(head, number), request.charset), framed(request.framing, body)]);
}

/** The body with its marks numbered: what is signed, too. */
export function markedBody({ body }: FuzzRequest, number: number): Buffer {
  if (!body.includes(mark) && !body.includes(numberHere)) return body;
  return Buffer.from(numbered(body.toString('latin1'), number), 'latin1');
}

const numbered = (text: string, number: number) =>
  text.replaceAll(mark, `${mark}${number}x`).replaceAll(numberHere, String(number));

function framingHeaders({ framing }: FuzzRequest, length: number): [string, string][] {
  const lengthHeader = (value: string | number): [string, string] => ['content-length', String(value)];
  switch (framing) {
    case 'length':
      return length > 0 ? [lengthHeader(length)] : [];
    case 'chunked':
    case 'broken-chunk':
      return [['transfer-encoding', 'chunked']];
    case 'length-too-long':
      return [lengthHeader(length + 10)];
    case 'length-too-short':
      return [lengthHeader(Math.max(0, length - 1))];
    case 'length-no-number':
      return [lengthHeader('1e1')];
    case 'two-lengths':
      return [lengthHeader(length), lengthHeader(length + 1)];
    case 'length-and-chunked':
      return [lengthHeader(length), ['transfer-encoding', 'chunked']];
  }
}

function framed(framing: Framing, body: Buffer): Buffer {
  if (framing === 'broken-chunk') return Buffer.concat([Buffer.from('zz\r\n'), body]);
  if (framing !== 'chunked' && framing !== 'length-and-chunked') return body;
  const half = Math.ceil(body.length / 2);
  const chunks = [body.subarray(0, half), body.subarray(half)].filter(({ length }) => length > 0);
  const parts = chunks.flatMap((chunk) => [`${chunk.length.toString(16)}\r\n`, chunk, '\r\n']);
  return Buffer.concat([...parts, '0\r\n\r\n'].map((part) => Buffer.from(part as string)));
}

const methods = 'GET HEAD POST PUT DELETE OPTIONS PATCH TRACE PROPFIND PURGE'.split(' ');
/** Headers that HTTP itself acts on. */
const connectionHeaders = /^(host|connection|content-length|transfer-encoding|expect|upgrade|te|trailer)$/i;

/**
 * Whether an HTTP server may refuse a request before any application sees it, in its own words or by closing the
 * connection: its head is not HTTP, is too long, or says something else than its body.
 */
export function isBrokenHttp({ method, target, headers, framing, charset }: FuzzRequest): boolean {
  const isText = (text: string) =>
    Buffer.from(text, charset).every((byte) => byte === 9 || (byte >= 32 && byte !== 127));
  return (
    (framing !== 'length' && framing !== 'chunked') ||
    !methods.includes(method) ||
    !/^(\/|https?:\/\/127\.0\.0\.1(\/|$))[\x21-\x7e]*$/.test(target) ||
    headers.some(([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !isText(value)) ||
    headers.some(([name]) => connectionHeaders.test(name)) ||
    headers.reduce((sum, [name, value]) => sum + name.length + value.length, target.length) > 8_000
  );
}

/** A request as one line of JSON, enough to send it again by hand. */
export function describe(request: FuzzRequest): string {
  const { body, ...rest } = request;
  const text = body.toString('utf8');
  const isText = Buffer.from(text).equals(body);
  return JSON.stringify({ ...rest, ...(isText ? { body: text } : { bodyBase64: body.toString('base64') }) });
}
