import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  NotAuthorizedException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Deployment, output } from './deployment.ts';

export type Role = 'customer' | 'operator';

/** The first customer of the legacy system, who has old orders there. */
export const demoCustomer = 'C-10001';

/** Marks the users that this command made: it sets the password of no other. */
const demoMark = { Name: 'profile', Value: 'demo user of serverless-orders' };
const attempts = 5;

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
  await createDemoUser(cognito, user, role);
  const ClientId = output(deployment, 'UserPoolClientId');
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await signIn(cognito, user, ClientId);
    } catch (error) {
      // Somebody else set another password in between.
      if (!(error instanceof NotAuthorizedException) || attempt === attempts) throw error;
    }
  }
}

interface User {
  UserPoolId: string;
  Username: string;
}

async function createDemoUser(
  cognito: CognitoIdentityProviderClient,
  user: User,
  GroupName: Role,
): Promise<void> {
  try {
    await cognito.send(
      new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS', UserAttributes: [demoMark] }),
    );
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
    const { UserAttributes = [] } = await cognito.send(new AdminGetUserCommand(user));
    if (!UserAttributes.some(({ Name, Value }) => Name === demoMark.Name && Value === demoMark.Value))
      throw new Error(
        `${user.Username} is not a demo user, so its password is left alone. Sign in as that user.`,
      );
  }
  await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
}

async function signIn(cognito: CognitoIdentityProviderClient, user: User, ClientId: string): Promise<string> {
  const Password = `${randomBytes(24).toString('base64url')}aA1!`;
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
  const { AuthenticationResult } = await cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId: user.UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: user.Username, PASSWORD: Password },
    }),
  );
  if (!AuthenticationResult?.AccessToken)
    throw new Error(`Cognito gave no access token for ${user.Username}`);
  return AuthenticationResult.AccessToken;
}
