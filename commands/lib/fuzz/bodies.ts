import fc, { type Arbitrary } from 'fast-check';
import { hostileText } from './hostile.ts';

/** JSON that is no request of ours, some of it no JSON either. */
const rawValue: Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...['1e400', '-1e400', '-0', '0', '-1', '1.5', '9007199254740993', '1e-400', '99999999999999999999'],
      ...['2147483648', 'null', 'true', '[]', '{}', '""', '[[[]]]', '"\\ud800"', '"\\u0000"'],
      ...['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}'],
      ...['NaN', 'Infinity', '0x10', '01', '1.', "'x'", 'undefined'],
    ),
  },
  { weight: 4, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3, stringUnit: 'binary' }) },
);

const addedKey = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toJSON', 'x'),
  hostileText,
);

type Change =
  | { kind: 'replace'; raw: string }
  | { kind: 'remove' }
  | { kind: 'add'; key: string; raw: string };

const change: Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('replace' as const), raw: rawValue }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'remove' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add' as const), key: addedKey, raw: rawValue }) },
);

/** A valid document with up to three places changed: another type, a limit, something missing or too much. */
export function mutated(document: object): Arbitrary<string> {
  return fc
    .array(fc.tuple(fc.nat(30), change), { minLength: 1, maxLength: 3 })
    .map((changes) => applyAll(document, changes));
}

function applyAll(document: object, changes: [at: number, change: Change][]): string {
  const copy = structuredClone(document);
  const raws: string[] = [];
  const placeholder = (raw: string) => `@raw${raws.push(raw) - 1}@`;
  for (const [at, { kind, ...given }] of changes) {
    const places = placesIn(copy);
    const place = places[at % places.length];
    if (!place) continue;
    const { parent, key } = place;
    if (kind === 'remove') delete parent[key];
    else if (kind === 'replace') parent[key] = placeholder('raw' in given ? given.raw : '');
    else if ('key' in given) define(parent, given.key, placeholder(given.raw));
  }
  return JSON.stringify(copy).replaceAll(/"@raw(\d+)@"/g, (_, index) => raws[Number(index)] ?? 'null');
}

/** As an own property: assigning to `__proto__` would not make one. */
function define(parent: Record<string, unknown>, key: string, value: string): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

interface Place {
  parent: Record<string, unknown>;
  key: string;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesIn(parent[key])]);
}

const nested = (open: string, close: string) => (levels: number) =>
  open.repeat(levels) + close.repeat(levels);
const levels = fc.constantFrom(5, 60, 1_000, 10_000);

/** Texts that are no document of ours: deep, long, cut off, or nothing like it. */
const strange: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: rawValue },
  { weight: 2, arbitrary: levels.map(nested('[', ']')) },
  { weight: 2, arbitrary: levels.map(nested('{"a":', '}')).map((text) => text.replace(':}', ':1}')) },
  { weight: 1, arbitrary: levels.map((count) => '['.repeat(count)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3_000 }).map((n) => `{"lines":[${'1,'.repeat(n)}1]}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('{"a":1}{"a":2}', '{"lines":1,"lines":2}', '{"a":1', '{]', '/**/{}', ''),
  },
);

const huge = fc.constantFrom(100_000, 800_000, 1_100_000).map((length) => `{"name":"${'L'.repeat(length)}"}`);

/** Bytes that are no UTF-8. */
const broken = [
  [0xc0, 0xaf],
  [0xff],
  [0xed, 0xa0, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0x00],
  [0xe2, 0x82],
];

const toBuffer: Arbitrary<(text: string) => Buffer> = fc.oneof(
  { weight: 12, arbitrary: fc.constant((text: string) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.constant((text: string) => Buffer.from(text, 'utf16le')) },
  { weight: 1, arbitrary: fc.constant((text: string) => Buffer.from(`\u{feff}${text}`, 'utf16le')) },
  { weight: 1, arbitrary: fc.constant((text: string) => Buffer.from(`\u{feff}${text}`)) },
  { weight: 1, arbitrary: fc.constant((text: string) => Buffer.from(text, 'latin1')) },
  { weight: 1, arbitrary: fc.nat(200).map((at) => (text: string) => Buffer.from(text.slice(0, at))) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(200), fc.constantFrom(...broken)).map(([at, bytes]) => (text: string) => {
      const whole = Buffer.from(text);
      return Buffer.concat([whole.subarray(0, at), Buffer.from(bytes), whole.subarray(at)]);
    }),
  },
);

/** Bodies near a valid document and far from it, in many encodings. */
export function bodyNear(document: object): Arbitrary<Buffer> {
  const text = fc.oneof(
    { weight: 70, arbitrary: mutated(document) },
    { weight: 25, arbitrary: strange },
    { weight: 1, arbitrary: huge },
  );
  const encoded = fc.tuple(text, toBuffer).map(([content, encode]) => encode(content));
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  return fc.oneof({ weight: 20, arbitrary: encoded }, { weight: 1, arbitrary: bytes });
}
