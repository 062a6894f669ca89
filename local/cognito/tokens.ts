import { randomUUID } from 'node:crypto';
import { generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** Who signs in, and where. */
export interface SignIn {
  username: string;
  sub: string;
  groups: string[];
  attributes: Record<string, string>;
  clientId: string;
  accessTokenSeconds: number;
  idTokenSeconds: number;
}

/** Whose signatures are not checked again: a check costs more than the rest of a request. */
const rememberedTokens = 1_000;

/** A user pool's key pair and the tokens that it signs. */
export class TokenIssuer {
  readonly #issuer: string;
  readonly #keyId = randomUUID();
  readonly #keys = generateKeyPair('RS256');
  readonly #verified = new Map<string, JWTPayload>();

  constructor(issuer: string) {
    this.#issuer = issuer;
  }

  /**
   * An access and an ID token with the claims that a sign-in through the API gives them:
   * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
   */
  async issue(signIn: SignIn): Promise<{ accessToken: string; idToken: string }> {
    const { username, sub, groups, attributes, clientId } = signIn;
    const common = {
      sub,
      event_id: randomUUID(),
      auth_time: Math.floor(Date.now() / 1000),
      ...(groups.length > 0 && { 'cognito:groups': groups }),
    };
    const accessClaims = {
      ...common,
      token_use: 'access',
      client_id: clientId,
      scope: 'aws.cognito.signin.user.admin',
      username,
    };
    const idClaims = {
      ...attributes,
      ...common,
      token_use: 'id',
      aud: clientId,
      'cognito:username': username,
    };
    const [accessToken, idToken] = await Promise.all([
      this.#sign(accessClaims, signIn.accessTokenSeconds),
      this.#sign(idClaims, signIn.idTokenSeconds),
    ]);
    return { accessToken, idToken };
  }

  /** The claims of a token that this issuer signed and that has not expired; throws for any other. */
  async verify(token: string): Promise<JWTPayload> {
    const known = this.#verified.get(token);
    if (known && Number(known.exp) > Date.now() / 1000) return known;
    const payload = await this.#check(token);
    if (this.#verified.size >= rememberedTokens) this.#verified.clear();
    this.#verified.set(token, payload);
    return payload;
  }

  async #check(token: string): Promise<JWTPayload> {
    const { publicKey } = await this.#keys;
    const options = { issuer: this.#issuer, algorithms: ['RS256'], requiredClaims: ['exp', 'sub'] };
    return (await jwtVerify(token, publicKey, options)).payload;
  }

  async #sign(claims: JWTPayload, lifetimeSeconds: number): Promise<string> {
    const { privateKey } = await this.#keys;
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: this.#keyId })
      .setIssuer(this.#issuer)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .setJti(randomUUID())
      .sign(privateKey);
  }
}
