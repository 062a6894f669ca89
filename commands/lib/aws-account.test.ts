import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callerIdentity, findRegion } from './aws-account.ts';
import { failure, fakeAws, identity } from './testing.ts';

beforeEach(() => {
  const settings = [
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'AWS_SESSION_TOKEN',
  ];
  for (const name of settings) vi.stubEnv(name, undefined);
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
  // Otherwise the SDK would ask an address that only EC2 has.
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterEach(() => vi.unstubAllEnvs());

describe('the region', () => {
  test('that is set nowhere is an error that says how to set it', async () => {
    await expect(findRegion()).rejects.toThrow('no region is set: set AWS_REGION');
  });

  test.each(['AWS_REGION', 'AWS_DEFAULT_REGION'])('is read from %s', async (name) => {
    vi.stubEnv(name, 'eu-west-3');
    expect(await findRegion()).toBe('eu-west-3');
  });
});

describe('the credentials', () => {
  test('of somebody name the account and who it is', async () => {
    const { config } = await fakeAws({ GetCallerIdentity: identity });
    expect(await callerIdentity(config)).toEqual({
      accountId: '111122223333',
      arn: 'arn:aws:iam::111122223333:user/somebody',
    });
  });

  test('that are not there are an error that says how to sign in', async () => {
    const { endpoint, calls } = await fakeAws({});
    const config = { endpoint, region: 'eu-central-1' };
    await expect(callerIdentity(config)).rejects.toThrow('no AWS credentials were found: sign in');
    expect(calls).toEqual([]);
  });

  test.each([
    ['ExpiredToken', 'the AWS credentials have expired: sign in'],
    ['InvalidClientTokenId', 'AWS does not accept the credentials (InvalidClientTokenId): sign in'],
    ['ServiceUnavailable', 'STS does not answer (ServiceUnavailable: no)'],
  ])('that STS answers with %s are an error in one line', async (code, message) => {
    const { config } = await fakeAws({ GetCallerIdentity: () => failure(code, 'no', 403) });
    await expect(callerIdentity(config)).rejects.toThrow(message);
  });
});
