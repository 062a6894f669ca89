import { expect, test } from 'vitest';
import { resolveDynamicReferences, secretField } from './dynamic-references.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf';
const answered = (value: unknown) => resolveDynamicReferences(value, (id, key) => `<${id} ${key}>`);

test('a reference by ARN or name, whole or by field, is replaced wherever it stands in a value', () => {
  expect(
    answered({
      list: [`x{{resolve:secretsmanager:${arn}:SecretString:password::}}y`, 1],
      whole: '{{resolve:secretsmanager:db}}',
      current: '{{resolve:secretsmanager:db:SecretString:user:AWSCURRENT}}',
    }),
  ).toEqual({ list: [`x<${arn} password>y`, 1], whole: '<db undefined>', current: '<db user>' });
});

test.each(['{{resolve:ssm:name}}', '{{resolve:secretsmanager:db:SecretString:user:AWSPREVIOUS}}'])(
  '%s is refused by its name',
  (reference) => {
    expect(() => answered(reference)).toThrow(`${reference} is not a dynamic reference`);
  },
);

test('a field that is missing is named, and the secret is not shown', () => {
  expect(secretField('db', '{"port":5432}', 'port')).toBe('5432');
  expect(() => secretField('db', '{"port":5432}', 'user')).toThrow('The secret db has no field user');
  expect(() => secretField('db', 'p4ssw0rd', 'user')).toThrow(/^The secret db is not a JSON object$/);
});
