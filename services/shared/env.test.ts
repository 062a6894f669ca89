import { expect, test } from 'vitest';
import * as z from 'zod';
import { readEnv } from './env.ts';

const schema = z.object({ TABLE: z.string().min(1), SECRET_ARN: z.string().startsWith('arn:') });

test('a complete environment is read, and the rest of it left alone', () => {
  expect(readEnv(schema, { TABLE: 'orders', SECRET_ARN: 'arn:x', HOME: '/' })).toEqual({
    TABLE: 'orders',
    SECRET_ARN: 'arn:x',
  });
});

test('a wrong environment ends the start: every variable is named, no value is printed', () => {
  expect(() => readEnv(schema, { SECRET_ARN: 'hunter2' })).toThrowError(/TABLE.*SECRET_ARN.*infra\/services/);
  expect(() => readEnv(schema, { SECRET_ARN: 'hunter2' })).not.toThrowError(/hunter2/);
});
