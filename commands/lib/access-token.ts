import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Deployment, output } from './deployment.ts';

export type Role = 'customer' | 'operator';

/** The first customer of the legacy system, who has old orders there. */
export const demoCustomer = 'C-10001';

/**
 * An access token for a demo user, made when missing. Needs administrator rights on the user pool instead of a stored
 * password: every call sets a new random one and signs in with it.
 */
export async function accessToken(
  deployment: Deployment,
  role: Role,
  customerId = demoCustomer,
): Promise<string> {
  const cognito = new CognitoIdentityProviderClient(deployment.clientConfig);
  const user = {
    UserPoolId: output(deployment, 'UserPoolId'),
    Username: role === 'operator' ? 'operator' : customerId,
  };
  const Password = `${randomBytes(24).toString('base64url')}aA1!`;
  try {
    await cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: role }));
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
  const { AuthenticationResult } = await cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId: user.UserPoolId,
      ClientId: output(deployment, 'UserPoolClientId'),
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: user.Username, PASSWORD: Password },
    }),
  );
  if (!AuthenticationResult?.AccessToken)
    throw new Error(`Cognito gave no access token for ${user.Username}`);
  return AuthenticationResult.AccessToken;
}
