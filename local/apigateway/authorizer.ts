import { GatewayError } from './gateway-error.ts';
import type { GatewayRequest } from './request.ts';

/** Verifies a token of a user pool and answers its claims; throws when it is not valid there, with a `code` when too late. */
export interface TokenVerifier {
  verify(userPoolArn: string, token: string): Promise<Record<string, unknown>>;
}

/** A Cognito user pools authorizer: whose tokens it takes, and the header that carries them. */
export interface Authorizer {
  userPoolArns: string[];
  /** In lower case. */
  headerName: string;
}

/**
 * Lets a request pass when it carries a valid token, and hands its claims on. With scopes the token must be an access
 * token that has one of them, without scopes an ID token.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
 */
export async function authorize(
  request: GatewayRequest,
  authorizer: Authorizer,
  scopes: readonly string[],
  verifier: TokenVerifier,
): Promise<void> {
  const token = request
    .header(authorizer.headerName)
    ?.replace(/^Bearer /i, '')
    .trim();
  if (!token) throw new GatewayError('UNAUTHORIZED');
  const claims = await verify(token, authorizer.userPoolArns, verifier);
  const expectedUse = scopes.length > 0 ? 'access' : 'id';
  if (claims['token_use'] !== expectedUse) {
    throw new GatewayError('UNAUTHORIZED', { detail: `This method takes ${expectedUse} tokens only` });
  }
  if (scopes.length > 0 && !hasOneOf(scopes, claims['scope'])) throw new GatewayError('ACCESS_DENIED');
  request.context.authorizer = { claims: asText(claims) };
}

async function verify(token: string, userPoolArns: string[], verifier: TokenVerifier) {
  const reasons: string[] = [];
  for (const arn of userPoolArns) {
    try {
      return await verifier.verify(arn, token);
    } catch (error) {
      const { message, code } = error as Error & { code?: string };
      if (code === 'ERR_JWT_EXPIRED') {
        throw new GatewayError('UNAUTHORIZED', { message: 'The incoming token has expired' });
      }
      reasons.push(message);
    }
  }
  throw new GatewayError('UNAUTHORIZED', { detail: `Token refused: ${reasons.join('; ')}` });
}

function hasOneOf(scopes: readonly string[], claim: unknown): boolean {
  const granted = typeof claim === 'string' ? claim.split(' ') : [];
  return scopes.some((scope) => granted.includes(scope));
}

/** Claims reach integrations as text, lists joined by commas. */
function asText(claims: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, String(value)]));
}
