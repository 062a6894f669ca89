import { allowInvoke } from './narrow-grants.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * Lets `caller` invoke `callee` and wait for its answer. The caller's timeout must be the longer one: otherwise it dies
 * before it can say that the other was slow.
 */
export function allowCall(caller: ServiceFunction, callee: ServiceFunction): void {
  const [waits, works] = [caller.timeout.toSeconds(), callee.timeout.toSeconds()];
  if (waits <= works)
    throw new Error(
      `${caller.node.path} times out after ${waits} s, before ${callee.node.path} (${works} s). Raise it.`,
    );
  allowInvoke(caller, callee);
}
