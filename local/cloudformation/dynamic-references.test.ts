import { expect, test } from 'vitest';
import { resolveDynamicReferences } from './dynamic-references.ts';

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
