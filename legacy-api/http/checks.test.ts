import { describe, expect, test } from 'vitest';
import { type Check, digits, list, matching, object, optional, parse, text, wholeNumber } from './checks.ts';
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
    expect(parse(text(0, 9), ' Øl 🍺 ')).toBe('Øl 🍺');
  });

  test('are not fooled by names of Object.prototype', () => {
    expect(fieldsOf(object({}), JSON.parse('{"__proto__":1,"toString":2}'))).toEqual([
      { path: '/__proto__', message: 'not a known field' },
      { path: '/toString', message: 'not a known field' },
    ]);
    expect(fieldsOf(object({ constructor: wholeNumber(1, 1) }), {})).toHaveLength(1);
  });
});
