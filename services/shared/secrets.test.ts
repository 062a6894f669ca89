import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import { AwsError } from '../../local/aws-error.ts';
import { Secrets } from '../../local/secretsmanager/secrets.ts';
import { startLocalAws } from './testing/local-aws.ts';

interface Read {
  SecretId: string;
  VersionStage?: string;
}

/** What happens around a read at Secrets Manager. */
interface Hook {
  before: (read: Read) => unknown;
  after: (answer: object) => object;
}

const minute = 60_000;
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

/** The module as it is when a function starts, a Secrets Manager with these secrets, and what of them was read. */
async function start(values: Record<string, string | undefined>) {
  const secrets = new Secrets();
  for (const [name, value] of Object.entries(values)) secrets.create({ arn: `arn:${name}`, name, value });
  const { targetPrefix, operations } = secrets.service();
  const reads: string[] = [];
  const hook: Hook = { before: () => {}, after: (answer) => answer };
  const aws = await startLocalAws(
    [],
    {
      services: [
        {
          targetPrefix,
          operations: {
            async GetSecretValue(input: Read, caller) {
              reads.push(`${input.SecretId} ${input.VersionStage}`);
              await hook.before(input);
              return hook.after((await operations['GetSecretValue']?.(input, caller)) ?? {});
            },
          },
        },
      ],
    },
    { AWS_MAX_ATTEMPTS: '1' },
  );
  onTestFinished(() => aws.stop());
  vi.resetModules();
  return { secrets, reads, hook, ...(await import('./secrets.ts')) };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('a secret that is rotated', () => {
  test('has one value before the first rotation, and then two, the new one first', async () => {
    const { secrets, rotatingSecret } = await start({ key: 'a' });
    expect((await rotatingSecret('key')).values).toEqual(['a']);
    secrets.put('key', 'b');
    expect((await rotatingSecret('key', 0)).values).toEqual(['b', 'a']);
  });

  test('is read once in five minutes, whether it was rotated before or not', async () => {
    const { secrets, reads, rotatingSecret } = await start({ key: 'a' });
    const both = ['key AWSCURRENT', 'key AWSPREVIOUS'];
    await rotatingSecret('key');
    secrets.put('key', 'b');
    pass(5 * minute - 1);
    expect((await rotatingSecret('key')).values).toEqual(['a']);
    expect(reads.toSorted()).toEqual(both);
    pass(1);
    expect((await rotatingSecret('key')).values).toEqual(['b', 'a']);
    expect(reads.toSorted()).toEqual([...both, ...both].sort());
  });

  test('was valid when it was asked for, not when the answer came: what is stored meanwhile is not in it', async () => {
    const { hook, rotatingSecret } = await start({ key: 'a' });
    const askedAt = Date.now();
    hook.before = () => pass(200);
    expect((await rotatingSecret('key')).readAt).toBe(askedAt);
  });

  test('is as old as the older of its two values', async () => {
    const { jsonSecret, rotatingSecret } = await start({ key: '"a"' });
    const askedAt = Date.now();
    await jsonSecret('key', z.string());
    pass(minute);
    expect((await rotatingSecret('key')).readAt).toBe(askedAt);
  });

  test('is not known while its previous value cannot be read, whatever the reason', async () => {
    const { hook, rotatingSecret } = await start({ key: 'a' });
    hook.before = ({ VersionStage }) => {
      if (VersionStage === 'AWSPREVIOUS') throw new AwsError('AccessDeniedException', 'No');
    };
    await expect(rotatingSecret('key')).rejects.toThrow('No');
    hook.before = () => {};
    expect((await rotatingSecret('key')).values).toEqual(['a']);
  });
});

test('secrets are told apart', async () => {
  const { rotatingSecret } = await start({ one: 'a', other: 'b' });
  const known = [await rotatingSecret('one'), await rotatingSecret('other'), await rotatingSecret('one')];
  expect(known.map(({ values }) => values)).toEqual([['a'], ['b'], ['a']]);
});

test('a secret that is not there is what AWS says of it', async () => {
  const { rotatingSecret } = await start({});
  await expect(rotatingSecret('nowhere')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a secret of bytes, which has no text, is refused by name', async () => {
  const { hook, rotatingSecret, jsonSecret } = await start({ key: 'a' });
  hook.after = (answer) => ({ ...answer, SecretString: undefined });
  const refusal = 'Secret key has no current value as text';
  await expect(rotatingSecret('key')).rejects.toThrow(refusal);
  await expect(jsonSecret('key', z.unknown())).rejects.toThrow(refusal);
});

describe('a JSON secret', () => {
  const schema = z.object({ user: z.string(), password: z.string().min(12) });

  test('is what it holds, and read again after five minutes', async () => {
    const first = { user: 'ada', password: 'of-twelve-letters' };
    const { secrets, jsonSecret } = await start({ db: JSON.stringify(first) });
    expect(await jsonSecret('db', schema)).toEqual(first);
    secrets.put('db', JSON.stringify({ ...first, user: 'bob' }));
    pass(5 * minute);
    expect(await jsonSecret('db', schema)).toMatchObject({ user: 'bob' });
  });

  test.each([
    ['no JSON', 'hunter2hunter2', 'value: '],
    ['of another shape', '{"user":"hunter2hunter2","password":"hunter2"}', 'password: '],
  ])('that is %s is an error that names the place and quotes nothing', async (_, value, place) => {
    const { jsonSecret } = await start({ db: value });
    const error = await jsonSecret('db', schema).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(`Secret db is wrong. ${place}`);
    expect(String(error)).not.toContain('hunter2');
  });
});

test('whoever has more time waits longer for a secret', async () => {
  const { hook, jsonSecret } = await start({ key: '{}' });
  const { promise, resolve } = Promise.withResolvers<void>();
  hook.before = () => promise;
  const [hurried, unhurried] = [1, 60_000].map((within) => jsonSecret('key', z.object({}), within));
  await expect(hurried).rejects.toMatchObject({ name: 'AbortError' });
  resolve();
  expect(await unhurried).toEqual({});
});

test('a Secrets Manager that does not answer is given up before the SDK would do so', async () => {
  const { hook, rotatingSecret } = await start({ key: 'a' });
  const { promise, resolve } = Promise.withResolvers<void>();
  hook.before = () => promise;
  await expect(rotatingSecret('key')).rejects.toMatchObject({ name: 'AbortError' });
  resolve();
});
