import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import {
  anyText,
  type Check,
  digits,
  instant,
  list,
  matching,
  named,
  object,
  oneOf,
  optional,
  otherwise,
  parse,
  text,
  wholeNumber,
} from './checks.ts';
import { HttpError } from './errors.ts';

const order = object({
  code: matching(/^[A-Z]+$/, 'capital letters'),
  lines: list(object({ quantity: wholeNumber(1, 9) }), 1, 2),
  note: optional(text(1, 5)),
});

function fieldsOf(check: Check<unknown>, value: unknown) {
  try {
    parse(check, value);
  } catch (error) {
    return error instanceof HttpError ? error.fields : error;
  }
  return 'no error';
}

describe('checks', () => {
  test('let through what fits', () => {
    const given = { code: 'A', lines: [{ quantity: 2 }], note: 'hello' };
    expect(parse(order, given)).toEqual(given);
    expect(parse(order, { ...given, note: undefined })).toEqual({ ...given, note: undefined });
  });

  test('name every wrong field by its JSON Pointer', () => {
    const given = { code: 'a', lines: [{ quantity: 1 }, { quantity: 10, price: 1 }], 'a/b~c': 1 };
    expect(fieldsOf(order, given)).toEqual([
      { path: '/code', message: 'expected capital letters' },
      { path: '/lines/1/quantity', message: 'expected a whole number from 1 to 9' },
      { path: '/lines/1/price', message: 'not a known field' },
      { path: '/a~1b~0c', message: 'not a known field' },
    ]);
  });

  test.each([[null], [[]], ['text'], [1], [undefined]])('refuse %j where an object is expected', (given) => {
    expect(fieldsOf(order, given)).toEqual([{ path: '', message: 'expected an object' }]);
  });

  test.each([[[]], [[1, 1, 1]], ['1'], [undefined]])(
    'refuse %j where a list of one or two is expected',
    (given) => {
      const check = list(wholeNumber(1, 1), 1, 2);
      expect(fieldsOf(check, given)).toEqual([{ path: '', message: 'expected a list of 1 to 2 items' }]);
    },
  );

  test.each([[0], [1.5], [10], ['2'], [Number.NaN]])('refuse %j as a whole number from 1 to 9', (given) => {
    expect(fieldsOf(wholeNumber(1, 9), given)).toHaveLength(1);
  });

  test.each([[''], ['1e1'], ['-1'], [' 1'], ['10'], [1]])('refuse %j as digits from 1 to 9', (given) => {
    expect(fieldsOf(digits(1, 9), given)).toHaveLength(1);
  });

  test.each([
    [text(2, 3), 'ab', 'abc'],
    [wholeNumber(2, 3), 2, 3],
    [digits(2, 3), '2', '3'],
    [digits(2_000_000_000, 3_000_000_000), '2000000000', '3000000000'],
    [list(wholeNumber(1, 1), 2, 3), [1, 1], [1, 1, 1]],
  ])('take what stands at their limits', (check: Check<unknown>, least: unknown, most: unknown) => {
    expect(fieldsOf(check, least)).toBe('no error');
    expect(fieldsOf(check, most)).toBe('no error');
  });

  test.each([' ', 'abcd', ' a ', 12, undefined])('refuse %j as text of two or three characters', (given) => {
    expect(fieldsOf(text(2, 3), given)).toHaveLength(1);
  });

  test.each([7, ['A'], null, undefined])('refuse %j as any text', (given) => {
    expect(fieldsOf(anyText, given)).toHaveLength(1);
  });

  test.each(['B', 7, ['A'], undefined])('refuse %j where a pattern wants an A', (given) => {
    expect(fieldsOf(matching(/^A$/, 'A'), given)).toHaveLength(1);
  });

  test('refuse digits with anything around them', () => {
    for (const given of ['x5', '5x', '5\n', '00000000005'])
      expect(fieldsOf(digits(1, 9), given)).toHaveLength(1);
  });

  test('refuse text that PostgreSQL cannot hold', () => {
    expect(fieldsOf(text(0, 9), 'a\u0000b')).toHaveLength(1);
    expect(fieldsOf(text(0, 9), 'a\ud800b')).toHaveLength(1);
    expect(fieldsOf(text(0, 9), 'a\ufffdb')).toHaveLength(1);
    expect(parse(text(0, 9), ' Øl 🍺 ')).toBe('Øl 🍺');
  });

  test('are not fooled by names of Object.prototype', () => {
    expect(fieldsOf(object({}), JSON.parse('{"__proto__":1,"toString":2}'))).toEqual([
      { path: '/__proto__', message: 'not a known field' },
      { path: '/toString', message: 'not a known field' },
    ]);
    expect(fieldsOf(object({ constructor: wholeNumber(1, 1) }), {})).toHaveLength(1);
    expect(fieldsOf(object({ constructor: optional(wholeNumber(1, 1)) }), {})).toBe('no error');
  });
});

describe('the JSON Schema of a check', () => {
  const ajv = new Ajv2020({ formats: { 'date-time': true } });
  const given = [
    null,
    true,
    0,
    2,
    5,
    2.5,
    '',
    'A',
    'abc',
    'abcd',
    'a\u0000',
    '\ud800',
    '🍺',
    [],
    [2],
    [2, 2],
    {},
  ];

  test.each<[string, Check<unknown>]>([
    ['text', text(0, 3)],
    ['text that is not empty', text(1, 3)],
    ['a pattern', matching(/^[A-Z]$/, 'a letter')],
    ['one text', oneOf('A')],
    ['one of two texts', oneOf('A', 'abc')],
    ['a whole number', wholeNumber(1, 4)],
    ['a whole number without a limit', wholeNumber(1)],
    ['a list', list(wholeNumber(1, 2), 0, 1)],
    ['a list that is not empty', list(wholeNumber(1, 2), 1, 2)],
    ['an object', object({})],
  ])('lets through the same: %s', (_, check) => {
    const bySchema = ajv.compile(named('Thing', check).schema);
    const inObject = ajv.compile(object({ a: optional(check), b: check, c: otherwise(check, 'x') }).schema);
    for (const value of given) {
      const fits = fieldsOf(check, value) === 'no error';
      expect(bySchema(value), JSON.stringify(value)).toBe(fits);
      expect(inObject({ b: value })).toBe(fits);
      expect(inObject({ a: value, b: value, c: value })).toBe(fits);
    }
    expect(inObject({ a: 'A' })).toBe(false);
    expect(inObject({ b: 'A', other: 1 })).toBe(false);
  });

  test('says what a missing value becomes, which instants are, and the number that digits mean', () => {
    expect(otherwise(digits(1, 9), 5).schema).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 9,
      default: 5,
    });
    expect(parse(otherwise(digits(1, 9), 5), undefined)).toBe(5);
    expect(instant.schema).toEqual({ type: 'string', format: 'date-time' });
    expect(parse(instant, new Date(0).toISOString())).toBe('1970-01-01T00:00:00.000Z');
    const zero = '1970-01-01T00:00:00.000Z';
    for (const given of ['now', ` ${zero}`, `${zero} `, [zero], undefined])
      expect(fieldsOf(instant, given)).toHaveLength(1);
  });
});
