import { AwsError } from '../aws-error.ts';

/** Some of the account's concurrency always stays unreserved (Lambda quotas). */
const minimumUnreserved = 100;

/** 429 TooManyRequestsException; `reason` says which limit was met, as Invoke's answer does. */
export class ThrottledError extends AwsError {
  readonly reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' | 'ConcurrentInvocationLimitExceeded';

  /** Nothing is reserved for the function, so that waiting is of no use. */
  readonly noneReserved: boolean;

  constructor(reason: ThrottledError['reason'], noneReserved = false) {
    super('TooManyRequestsException', 'Rate Exceeded.', 429);
    this.reason = reason;
    this.noneReserved = noneReserved;
  }
}

/** How many requests run at once: each function within its reserved concurrency, the others share what is left. */
export class Concurrency {
  readonly #reserved = new Map<string, number>();
  readonly #inUse = new Map<string, number>();
  #unreserved: number;
  #unreservedInUse = 0;

  constructor(account: number) {
    this.#unreserved = account;
  }

  /** Reserves so many for a function; undefined lets it share what is left. */
  reserve(name: string, reserved: number | undefined): void {
    const before = this.#reserved.get(name) ?? 0;
    const unreserved = this.#unreserved + before - (reserved ?? 0);
    if (reserved !== undefined && unreserved < minimumUnreserved)
      throw new AwsError(
        'InvalidParameterValueException',
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${minimumUnreserved}].`,
      );
    this.#unreserved = unreserved;
    if (reserved === undefined) this.#reserved.delete(name);
    else this.#reserved.set(name, reserved);
  }

  /** Counts one request in, or throws. Call what it returns when the request is over. */
  acquire(name: string): () => void {
    const reserved = this.#reserved.get(name);
    if (reserved === undefined) return this.#acquireUnreserved();
    const inUse = this.#inUse.get(name) ?? 0;
    if (inUse >= reserved)
      throw new ThrottledError('ReservedFunctionConcurrentInvocationLimitExceeded', reserved === 0);
    this.#inUse.set(name, inUse + 1);
    return () => this.#inUse.set(name, (this.#inUse.get(name) ?? 0) - 1);
  }

  #acquireUnreserved(): () => void {
    if (this.#unreservedInUse >= this.#unreserved)
      throw new ThrottledError('ConcurrentInvocationLimitExceeded');
    this.#unreservedInUse++;
    return () => this.#unreservedInUse--;
  }
}
