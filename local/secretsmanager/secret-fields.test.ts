import { expect, test } from 'vitest';
import { secretField } from './secret-fields.ts';

test('a field that is missing is named, and the secret is not shown', () => {
  expect(secretField('db', '{"port":5432}', 'port')).toBe('5432');
  expect(() => secretField('db', '{"port":5432}', 'user')).toThrow('The secret db has no field user');
  expect(() => secretField('db', 'p4ssw0rd', 'user')).toThrow(/^The secret db is not a JSON object$/);
});
