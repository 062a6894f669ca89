import fc, { type Arbitrary } from 'fast-check';
import { skus } from './documents.ts';
import { injectedHeader, mark, numberHere } from './request.ts';

/** A failing request is made smaller towards the first of several choices. */
export const towardsFirst = { withCrossShrink: true };

/** Texts that have broken programs before. */
const known = [
  '',
  ' ',
  '\0',
  'a\0b',
  `x\r\n${injectedHeader}: yes`,
  `x%0d%0a${injectedHeader}:%20yes`,
  // A carriage return and a line feed once the upper byte is cut off.
  `x\u{10d}\u{10a}${injectedHeader}: yes`,
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '../../etc/passwd',
  '..\\..\\windows',
  "' OR '1'='1",
  "'; DROP TABLE customers; --",
  '$util.urlEncode($context)',
  '#set($x = 1)$x',
  '$input.body',
  '{% $states.input %}',
  '<script>alert(1)</script>',
  '&Action=DeleteQueue',
  '\u{feff}',
  '\ud800',
  '\u202e',
  'ＭＵＧ',
  'İ',
  '🎉',
  'NaN',
  'null',
  'undefined',
  '1e400',
  '-0',
  '%',
  '%zz',
  '%00',
  '%c0%af',
  '=&;,',
];

/** Could be the SKU of a product, which the operator may make. */
const isSku = (text: string) => /^[A-Z0-9][A-Z0-9-]{2,31}$/.test(text);

/** Any text that a program may choke on; some carry the mark. */
export const hostileText: Arbitrary<string> = fc
  .oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
    { weight: 3, arbitrary: fc.constantFrom(mark, `${mark}@private`) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 5_000 }).map((length) => 'A'.repeat(length)) },
  )
  .filter((text) => !isSku(text));

/** What a header can carry over the wire: visible text, sometimes long. */
const tameValue = fc
  .oneof(fc.string({ unit: 'binary-ascii', maxLength: 60 }), hostileText)
  .map((text) => text.replaceAll(/[^\x20-\x7e]/g, ''));

const value: Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: tameValue },
  { weight: 2, arbitrary: fc.constantFrom('ä', '\u{e9}', 'ＭＵＧ', '🎉', '\u{feff}x') },
  { weight: 1, arbitrary: fc.integer({ min: 1_000, max: 5_000 }).map((length) => 'h'.repeat(length)) },
);

/** Ids that callers may choose so that they find them in the logs. */
const mayBeLogged = new Set(['x-correlation-id', 'x-amzn-trace-id']);

const headerNames = [
  'x-correlation-id',
  'x-caller-id',
  'x-caller-groups',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-amzn-trace-id',
  'x-amzn-requestid',
  'x-served-by',
  'x-http-method-override',
  'x-original-url',
  'accept',
  'accept-encoding',
  'cookie',
  'range',
  'if-none-match',
  'idempotency-key',
  'stripe-signature',
  'authorization',
  'content-encoding',
  '__proto__',
  'constructor',
  'toString',
];

/** Without the mark where a value may be logged. */
const fitForLog = ([name, text]: [string, string]): [string, string] => [
  name,
  mayBeLogged.has(name) ? text.replaceAll(mark, numberHere) : text,
];

const header = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...headerNames) },
      { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z-]{1,20}$/) },
    ),
    value,
  )
  .map(fitForLog);

/** What HTTP itself acts on or forbids. Most servers refuse these before an application sees them. */
const wildHeader = fc
  .oneof(
    fc.tuple(fc.constantFrom('host', 'expect', 'connection', 'upgrade', 'te', 'transfer-encoding'), value),
    fc.tuple(fc.constantFrom('', ' x', 'x y', 'x\0', 'x\r\ny', 'ä', 'n'.repeat(9_000)), value),
    fc.tuple(
      fc.constantFrom(...headerNames),
      fc.oneof(hostileText, fc.constantFrom('h'.repeat(20_000), 'h'.repeat(200_000))),
    ),
  )
  .map(fitForLog);

/** Up to three headers, now and then one of them twice or many times, or one that is no HTTP. */
export const hostileHeaders: Arbitrary<[string, string][]> = fc.oneof(
  towardsFirst,
  { weight: 20, arbitrary: fc.constant<[string, string][]>([]) },
  { weight: 25, arbitrary: fc.array(header, { minLength: 1, maxLength: 3 }) },
  { weight: 3, arbitrary: header.map((one) => [one, one]) },
  { weight: 1, arbitrary: header.map((one) => Array.from({ length: 100 }, () => one)) },
  { weight: 2, arbitrary: wildHeader.map((one) => [one]) },
);

const encoded = hostileText.map((text) => encodeURIComponent(text.toWellFormed()));

/** One segment of a path: encoded once or twice, or as it is. */
export const hostileSegment: Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: encoded },
  { weight: 2, arbitrary: encoded.map(encodeURIComponent) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('%ff', '%c0%ae', '%ed%a0%80', '%zz', '%', '%2f', '%5c', ';a=b', '~'),
  },
  { weight: 1, arbitrary: hostileText.map((text) => text.replaceAll(/[^\x21-\x7e]|[?#]/g, '')) },
);

const climbing = fc.constantFrom(
  '..',
  '.',
  '',
  '%2e%2e',
  '%2E.',
  '%252e%252e',
  '..%2f..',
  '..%5c',
  '..\\',
  '..;',
  '%c0%ae%c0%ae',
  '%00',
  'products',
  'orders',
);
const treasure = fc.constantFrom(
  `stock/${skus.write}`,
  'shipments',
  'orders/history',
  'customers/C-10001',
  'health',
  'webhooks/payments',
  `products/${skus.write}`,
  'etc/passwd',
);
const prefix = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('/', '//', '/\\', 'http://127.0.0.1/') },
  { weight: 1, arbitrary: fc.constantFrom('http://elsewhere.example/', '', 'a b ', '/\0/', '*') },
);

/** Paths that try to get somewhere else than where they were checked. */
export const traversal: Arbitrary<string> = fc
  .tuple(prefix, fc.array(climbing, { minLength: 1, maxLength: 5 }), treasure)
  .map(([start, steps, goal]) => `${start}${[...steps, goal].join('/')}`);

/** With its `?`, or nothing at all. */
export const hostileQuery: Arbitrary<string> = fc.oneof(
  towardsFirst,
  { weight: 4, arbitrary: fc.constant('') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('?limit=2', '?limit=0', '?limit=1e9', '?version=1', '?cursor=x', '?'),
  },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.tuple(
          fc.oneof(fc.constantFrom('limit', 'cursor', 'version', '__proto__', 'customerId', 'a[b]'), encoded),
          hostileSegment,
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((pairs) => `?${pairs.map((pair) => pair.join('=')).join('&')}`),
  },
);
