import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { TokenIssuer } from './tokens.ts';

/** What of a user pool client matters here. */
export interface ClientConfig {
  clientId: string;
  explicitAuthFlows: string[];
  /** Answers the same for an unknown user as for a wrong password. */
  preventUserExistenceErrors: boolean;
  accessTokenSeconds: number;
  idTokenSeconds: number;
}

export interface User {
  username: string;
  sub: string;
  status: 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED';
  attributes: Record<string, string>;
  createdAt: Date;
  changedAt: Date;
}
interface StoredUser extends User {
  password: string | undefined;
  groups: Set<string>;
}

/** What a verified token says. */
export type Claims = Record<string, unknown>;

/** What a right password gives: tokens, or a challenge when the password was only a temporary one. */
export type AuthOutcome =
  | { challenge: 'NEW_PASSWORD_REQUIRED' }
  | { accessToken: string; idToken: string; expiresIn: number };

/** One user pool: its users, groups, clients and signing keys, kept in memory. */
export class UserPool {
  readonly #users = new Map<string, StoredUser>();
  readonly #groups = new Set<string>();
  readonly #clients = new Map<string, ClientConfig>();
  readonly #tokens: TokenIssuer;

  constructor(issuer: string) {
    this.#tokens = new TokenIssuer(issuer);
  }

  addClient(client: ClientConfig): void {
    this.#clients.set(client.clientId, client);
  }

  addGroup(name: string): void {
    this.#groups.add(name);
  }

  /** Throws `UsernameExistsException`. */
  createUser(username: string, attributes: Record<string, string>, temporaryPassword?: string): User {
    if (this.#users.has(username))
      throw new AwsError('UsernameExistsException', 'User account already exists');
    const now = new Date();
    const user: StoredUser = {
      username,
      attributes,
      sub: randomUUID(),
      status: 'FORCE_CHANGE_PASSWORD',
      createdAt: now,
      changedAt: now,
      password: temporaryPassword,
      groups: new Set(),
    };
    this.#users.set(username, user);
    return user;
  }

  /** Throws `UserNotFoundException`. */
  user(username: string): User {
    return this.#user(username);
  }

  setPassword(username: string, password: string, permanent: boolean): void {
    const status = permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
    Object.assign(this.#user(username), { password, status, changedAt: new Date() });
  }

  addToGroup(username: string, group: string): void {
    if (!this.#groups.has(group)) throw new AwsError('ResourceNotFoundException', 'Group not found.');
    this.#user(username).groups.add(group);
  }

  /** Signs a user in by password, as the flow ADMIN_USER_PASSWORD_AUTH does. */
  async authenticate(clientId: string, username: string, password: string): Promise<AuthOutcome> {
    const client = this.#clients.get(clientId);
    if (!client)
      throw new AwsError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
    if (!client.explicitAuthFlows.includes('ALLOW_ADMIN_USER_PASSWORD_AUTH')) {
      throw new AwsError('InvalidParameterException', 'Auth flow not enabled for this client');
    }
    const user = this.#users.get(username);
    if (!user && !client.preventUserExistenceErrors) throw noSuchUser();
    if (!user || user.password !== password) {
      throw new AwsError('NotAuthorizedException', 'Incorrect username or password.');
    }
    if (user.status === 'FORCE_CHANGE_PASSWORD') return { challenge: 'NEW_PASSWORD_REQUIRED' };
    const tokens = await this.#tokens.issue({ ...user, ...client, groups: [...user.groups] });
    return { ...tokens, expiresIn: client.accessTokenSeconds };
  }

  /** The claims of an access or ID token of one of this pool's clients; throws for any other token. */
  async verify(token: string): Promise<Claims> {
    const claims = await this.#tokens.verify(token);
    const clientId = claims['token_use'] === 'access' ? claims['client_id'] : claims.aud;
    if (typeof clientId === 'string' && this.#clients.has(clientId)) return claims;
    throw new Error('The token is not of a client of this user pool.');
  }

  #user(username: string): StoredUser {
    const user = this.#users.get(username);
    if (!user) throw noSuchUser();
    return user;
  }
}

function noSuchUser(): AwsError {
  return new AwsError('UserNotFoundException', 'User does not exist.');
}
