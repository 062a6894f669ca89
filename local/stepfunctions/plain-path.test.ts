import jsonata from 'jsonata';
import { expect, test } from 'vitest';
import { plainPath, valueOn } from './plain-path.ts';

const variables = {
  a: { b: { c: 1 }, text: '', none: null, list: [{ b: 1 }, { b: 2 }], one: [7], no: false },
};

test.each(['$a', '$a.b', '$a.b.c', '$a."b"', '$a.`b`', '$a.text', '$a.no'])(
  '%s is read without JSONata, with the same value',
  async (source) => {
    const expression = jsonata(source);
    const path = plainPath(expression.ast()) ?? [];
    expect(valueOn(path, variables)).toBe(await expression.evaluate(undefined, variables));
  },
);

test.each([
  '$a.list',
  '$a.list.b',
  '$a.one',
  '$a.absent',
  '$absent',
  '$sum',
  '$a.text.length',
  '$a.toString',
  '$$.a',
])('the value of %s is left to JSONata', (source) => {
  expect(valueOn(plainPath(jsonata(source).ast()) ?? [], variables)).toBeUndefined();
});

test.each([
  '$a.b[0]',
  '$a.b^(c)',
  '($a.b)',
  '$a.b[]',
  '$a.*',
  '$a.b@$x.c',
  '$a.b#$i',
  '$a.b{c: 1}',
  '1',
  '$f()',
])('%s is no plain path', (source) => {
  expect(plainPath(jsonata(source).ast())).toBeUndefined();
});
