/** Steady rate in requests per second and how many may come at once. */
export interface ThrottlingLimit {
  rate: number;
  burst: number;
}

/**
 * A token bucket, as API Gateway throttles a method of a stage.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class TokenBucket {
  readonly #limit: ThrottlingLimit;
  #tokens: number;
  #filledAt: number;

  /** `now` in milliseconds. */
  constructor(limit: ThrottlingLimit, now = performance.now()) {
    this.#limit = limit;
    this.#tokens = limit.burst;
    this.#filledAt = now;
  }

  /** Takes a token; false when there is none. */
  take(now = performance.now()): boolean {
    const gained = ((now - this.#filledAt) / 1000) * this.#limit.rate;
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + gained);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** A stage's settings for one method, or for all with `/*` and `*`. */
export interface MethodSetting {
  /** JSON-pointer escaped: `/~1webhooks~1payments`. */
  resourcePath: string;
  httpMethod: string;
  throttling?: ThrottlingLimit;
}

/** The limit of a method: its own setting before one for all methods of the stage. Every method has its own bucket. */
export function throttlingOf(
  settings: MethodSetting[],
  resourcePath: string,
  httpMethod: string,
): ThrottlingLimit | undefined {
  const isFor = (path: string, method: string) => (setting: MethodSetting) =>
    unescaped(setting.resourcePath) === path && setting.httpMethod === method;
  const own = settings.find(isFor(resourcePath, httpMethod)) ?? settings.find(isFor(resourcePath, '*'));
  return own?.throttling ?? settings.find(isFor('/*', '*'))?.throttling;
}

/** `/~1webhooks~1payments` names `/webhooks/payments` (RFC 6901), `/~1` the root; `/*` stays. */
function unescaped(resourcePath: string): string {
  if (!resourcePath.startsWith('/~1')) return resourcePath;
  return resourcePath.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
}
