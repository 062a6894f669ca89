import { decodeJwt } from 'jose';
import { describe, expect, test, vi } from 'vitest';
import { createResource } from '../resource-fixture.ts';
import { systemWith } from '../testing.ts';
import { resourceTypes } from './index.ts';
import { UserPools } from './user-pools.ts';

const user = { Username: 'C-10001', PASSWORD: 'right' };

/** A pool with a client, a group and a user in it, as a template and an administrator make them. */
async function createPool(client: object = {}, logicalId = 'Pool') {
  const userPools = new UserPools({ region: 'us-east-1' });
  const create = (type: string, properties: object) =>
    createResource(
      resourceTypes,
      { type: `AWS::Cognito::${type}`, logicalId: logicalId + type, properties },
      systemWith({ userPools }),
    );
  const pool = await create('UserPool', {});
  const UserPoolId = pool.ref;
  const { ref: ClientId } = await create('UserPoolClient', {
    UserPoolId,
    ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
    ...client,
  });
  await create('UserPoolGroup', { UserPoolId, GroupName: 'customer' });
  const call = async (operation: string, input: object) =>
    userPools.service().operations[operation]?.({ UserPoolId, ...input }, { accessKeyId: undefined });
  const signIn = async (USERNAME = user.Username, PASSWORD = user.PASSWORD) => {
    const AuthParameters = { USERNAME, PASSWORD };
    return (await call('AdminInitiateAuth', {
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters,
    })) as {
      AuthenticationResult: { AccessToken: string; IdToken: string; ExpiresIn: number };
    };
  };
  const { Username } = user;
  await call('AdminCreateUser', { Username, UserAttributes: [{ Name: 'email', Value: 'c@example.com' }] });
  await call('AdminSetUserPassword', { Username, Password: user.PASSWORD, Permanent: true });
  await call('AdminAddUserToGroup', { Username, GroupName: 'customer' });
  return { userPools, pool, arn: String(pool.attributes?.['Arn']), ClientId, call, signIn };
}

describe('a token', () => {
  test('for access has the claims of Cognito and verifies against the keys of its pool', async () => {
    const { userPools, pool, arn, ClientId, signIn } = await createPool();
    const { AccessToken, ExpiresIn } = (await signIn()).AuthenticationResult;
    const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${pool.ref}`;
    expect(pool.ref).toMatch(/^us-east-1_[A-Za-z0-9]{9}$/);
    expect(pool.attributes).toMatchObject({ ProviderURL: issuer });
    const payload = decodeJwt(AccessToken);
    expect(payload).toEqual({
      sub: expect.any(String),
      iss: issuer,
      client_id: ClientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      username: 'C-10001',
      'cognito:groups': ['customer'],
      event_id: expect.any(String),
      jti: expect.any(String),
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: Number(payload.iat) + ExpiresIn,
    });
    expect(await userPools.verify(arn, AccessToken)).toEqual(payload);
  });

  test('of identity names the client as its audience and carries the attributes', async () => {
    const { userPools, arn, ClientId, signIn } = await createPool();
    const { IdToken } = (await signIn()).AuthenticationResult;
    expect(await userPools.verify(arn, IdToken)).toMatchObject({
      token_use: 'id',
      aud: ClientId,
      'cognito:username': 'C-10001',
      email: 'c@example.com',
    });
  });

  test('lives as long as its client says and is refused afterwards', async () => {
    const units = { AccessToken: 'minutes' };
    const { userPools, arn, signIn } = await createPool({
      AccessTokenValidity: 5,
      TokenValidityUnits: units,
    });
    const { AccessToken, ExpiresIn } = (await signIn()).AuthenticationResult;
    expect(ExpiresIn).toBe(300);
    await expect(userPools.verify(arn, AccessToken)).resolves.toMatchObject({ token_use: 'access' });
    vi.useFakeTimers({ now: Date.now() + 301_000, toFake: ['Date'] });
    try {
      await expect(userPools.verify(arn, AccessToken)).rejects.toThrow(/"exp"/);
    } finally {
      vi.useRealTimers();
    }
  });

  test('of another pool or with another signature is refused', async () => {
    const one = await createPool();
    const { AccessToken: foreign } = (await (await createPool({}, 'Other')).signIn()).AuthenticationResult;
    await expect(one.userPools.verify(one.arn, foreign)).rejects.toThrow();
    const { AccessToken } = (await one.signIn()).AuthenticationResult;
    const [header, , signature] = AccessToken.split('.');
    const forged = Buffer.from(JSON.stringify({ username: 'operator' })).toString('base64url');
    await expect(one.userPools.verify(one.arn, `${header}.${forged}.${signature}`)).rejects.toThrow();
    await expect(one.userPools.verify(one.arn, 'no token')).rejects.toThrow();
  });
});

describe('a user', () => {
  test('with the wrong password is not authorized', async () => {
    const { signIn } = await createPool();
    await expect(signIn('C-10001', 'wrong')).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  });

  test('that does not exist is said to be so only when the client allows it', async () => {
    const legacy = await createPool();
    await expect(legacy.signIn('nobody')).rejects.toMatchObject({ code: 'UserNotFoundException' });
    const discreet = await createPool({ PreventUserExistenceErrors: 'ENABLED' });
    await expect(discreet.signIn('nobody')).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  });

  test('with a temporary password must set a new one before there are tokens', async () => {
    const { call, signIn } = await createPool();
    await call('AdminCreateUser', { Username: 'new', TemporaryPassword: 'first' });
    expect(await signIn('new', 'first')).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    expect(await call('AdminGetUser', { Username: 'new' })).toMatchObject({
      UserStatus: 'FORCE_CHANGE_PASSWORD',
    });
  });

  test('cannot be created twice, nor be in a group that does not exist', async () => {
    const { call } = await createPool();
    const { Username } = user;
    await expect(call('AdminCreateUser', { Username })).rejects.toMatchObject({
      code: 'UsernameExistsException',
    });
    const adding = call('AdminAddUserToGroup', { Username, GroupName: 'nobility' });
    await expect(adding).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  test('signs in by password only where the client allows that flow', async () => {
    const { signIn } = await createPool({ ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
    await expect(signIn()).rejects.toMatchObject({ code: 'InvalidParameterException' });
  });
});
