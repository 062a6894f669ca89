import { randomBytes } from 'node:crypto';
import {
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { type Deployment, output } from '../../commands/lib/deployment.ts';

/** Signs a user in whose password is set for that; answers an access and an identity token. */
export async function signIn(deployment: Deployment, Username: string) {
  const cognito = new CognitoIdentityProviderClient(deployment.clientConfig);
  const UserPoolId = output(deployment, 'UserPoolId');
  const Password = `${randomBytes(24).toString('base64url')}aA1!`;
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
  const { AuthenticationResult: tokens } = await cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId: output(deployment, 'UserPoolClientId'),
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );
  if (!tokens?.AccessToken || !tokens.IdToken) throw new Error(`Cognito gave ${Username} no tokens`);
  return { access: tokens.AccessToken, identity: tokens.IdToken };
}

/** `Authorization` headers that must open nothing, each made of what a customer's real tokens say. */
export async function worthlessHeaders(real: { access: string; identity: string }) {
  const claims = decodeJwt(real.access);
  const { kid = '' } = decodeProtectedHeader(real.access);
  const { privateKey } = await generateKeyPair('RS256');
  const signed = (changes: object, header: { alg?: string; kid?: string } = {}) =>
    new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg: 'RS256', kid, ...header })
      .sign(header.alg === 'HS256' ? randomBytes(32) : privateKey);
  const [header, , signature] = real.access.split('.');
  const promoted = { ...claims, username: 'operator', 'cognito:groups': ['operator'] };
  const tokens = {
    'an identity token': real.identity,
    'another issuer': await signed({ iss: 'https://issuer.example.com' }),
    'another client': await signed({ client_id: 'another', aud: 'another' }),
    'an expired token': await signed({ exp: Math.floor(Date.now() / 1000) - 60 }),
    'an unknown key id': await signed({}, { kid: 'unknown' }),
    'a symmetric key': await signed({}, { alg: 'HS256' }),
    'alg: none': new UnsecuredJWT(claims).encode(),
    'changed claims': [header, Buffer.from(JSON.stringify(promoted)).toString('base64url'), signature].join(
      '.',
    ),
  };
  return {
    ...Object.fromEntries(Object.entries(tokens).map(([kind, token]) => [kind, `Bearer ${token}`])),
    'an empty token': 'Bearer ',
    'no token at all': 'Bearer a.b.c',
    'another scheme': `Basic ${Buffer.from('operator:operator').toString('base64')}`,
  };
}
