import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { JsonService } from '../endpoint/service.ts';
import { type Claims, type User, UserPool } from './user-pool.ts';

interface UserInput {
  UserPoolId: string;
  Username: string;
}
type Attributes = { Name: string; Value: string }[];

/** Amazon Cognito user pools: local issuers of signed tokens, for users that an administrator creates. */
export class UserPools {
  readonly #region: string;
  readonly #pools = new Map<string, UserPool>();

  constructor(options: { region: string }) {
    this.#region = options.region;
  }

  /** Creates an empty pool and answers its issuer, the same as on AWS: host and path. */
  create(id: string): { providerName: string; providerUrl: string } {
    const providerName = `cognito-idp.${this.#region}.amazonaws.com/${id}`;
    const providerUrl = `https://${providerName}`;
    this.#pools.set(id, new UserPool(providerUrl));
    return { providerName, providerUrl };
  }

  /** Throws `ResourceNotFoundException`. */
  find(id: string): UserPool {
    const pool = this.#pools.get(id);
    if (!pool) throw new AwsError('ResourceNotFoundException', `User pool ${id} does not exist.`);
    return pool;
  }

  /** The claims of a token of the pool with this ARN; throws when signature, issuer, expiry or client are not right. */
  async verify(poolArn: string, token: string): Promise<Claims> {
    return this.find(poolArn.replace(/^.*:userpool\//, '')).verify(token);
  }

  /** What SDK clients call. */
  service(): JsonService {
    return {
      targetPrefix: 'AWSCognitoIdentityProviderService',
      operations: {
        AdminCreateUser: (input) => this.#createUser(input),
        AdminGetUser: (input) => this.#getUser(input),
        AdminSetUserPassword: (input) => this.#setPassword(input),
        AdminAddUserToGroup: (input) => this.#addToGroup(input),
        AdminInitiateAuth: (input) => this.#initiateAuth(input),
      },
    };
  }

  #createUser(input: UserInput & { TemporaryPassword?: string; UserAttributes?: Attributes }): object {
    const given = (input.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value] as const);
    const pool = this.find(input.UserPoolId);
    const user = pool.createUser(input.Username, Object.fromEntries(given), input.TemporaryPassword);
    return { User: { ...describe(user), Attributes: attributesOf(user) } };
  }

  #getUser({ UserPoolId, Username }: UserInput): object {
    const user = this.find(UserPoolId).user(Username);
    return { ...describe(user), UserAttributes: attributesOf(user) };
  }

  #setPassword(input: UserInput & { Password: string; Permanent?: boolean }): object {
    this.find(input.UserPoolId).setPassword(input.Username, input.Password, input.Permanent ?? false);
    return {};
  }

  #addToGroup({ UserPoolId, Username, GroupName }: UserInput & { GroupName: string }): object {
    this.find(UserPoolId).addToGroup(Username, GroupName);
    return {};
  }

  async #initiateAuth(input: {
    UserPoolId: string;
    ClientId: string;
    AuthFlow: string;
    AuthParameters?: Record<string, string>;
  }): Promise<object> {
    if (input.AuthFlow !== 'ADMIN_USER_PASSWORD_AUTH') {
      throw new AwsError(
        'InvalidParameterException',
        `The local user pool does not know the flow ${input.AuthFlow}.`,
      );
    }
    const { USERNAME = '', PASSWORD = '' } = input.AuthParameters ?? {};
    const outcome = await this.find(input.UserPoolId).authenticate(input.ClientId, USERNAME, PASSWORD);
    if ('challenge' in outcome) {
      return {
        ChallengeName: outcome.challenge,
        ChallengeParameters: { USER_ID_FOR_SRP: USERNAME },
        Session: randomUUID(),
      };
    }
    const { accessToken, idToken, expiresIn } = outcome;
    const result = { AccessToken: accessToken, IdToken: idToken, ExpiresIn: expiresIn, TokenType: 'Bearer' };
    return { AuthenticationResult: result, ChallengeParameters: {} };
  }
}

/** A user as the API shows it, but for its attributes. Timestamps in the AWS JSON protocols are seconds since 1970. */
function describe({ username, status, createdAt, changedAt }: User): object {
  return {
    Username: username,
    Enabled: true,
    UserStatus: status,
    UserCreateDate: createdAt.getTime() / 1000,
    UserLastModifiedDate: changedAt.getTime() / 1000,
  };
}

function attributesOf({ sub, attributes }: User): Attributes {
  return Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value }));
}
