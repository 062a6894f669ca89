import { ThrottledError } from '../../local/lambda/concurrency.ts';
import type { Functions } from '../../local/lambda/functions.ts';

/** What a queue's event source brought to its function, and what became of it. */
export interface Invocations {
  /** Attempts that were answered TooManyRequestsException: what CloudWatch counts as Throttles. */
  throttled: number;
  /** By message id, the greatest ApproximateReceiveCount that an attempt carried. */
  receiveCounts: Map<string, number>;
  /** Ids of the messages that an invocation ended well for: it threw nothing and did not name them among its failures. */
  handled: Set<string>;
}

const records = /"messageId":"([^"]+)".*?"ApproximateReceiveCount":"(\d+)"/g;

/**
 * Watches what a function is invoked with from a queue, from now on, by standing between the event source and the engine:
 * each attempt goes through unchanged. On AWS the metric Throttles and a log line of the function would say the same.
 */
export function watchInvocations(functions: Functions, queueArn: string): Invocations {
  const seen: Invocations = { throttled: 0, receiveCounts: new Map(), handled: new Set() };
  const invoke = functions.invoke.bind(functions);
  functions.invoke = async (name, request) => {
    if (!request.payload.includes(`"eventSourceARN":"${queueArn}"`)) return invoke(name, request);
    const messages = [...request.payload.matchAll(records)];
    for (const [, id = '', count] of messages)
      seen.receiveCounts.set(id, Math.max(Number(count), seen.receiveCounts.get(id) ?? 0));
    try {
      const result = await invoke(name, request);
      if (!result.functionError)
        for (const [, id = ''] of messages) if (!result.payload.includes(`"${id}"`)) seen.handled.add(id);
      return result;
    } catch (error) {
      if (error instanceof ThrottledError) seen.throttled += 1;
      throw error;
    }
  };
  return seen;
}

/** How many messages were received more than once. */
export const receivedAgain = ({ receiveCounts }: Invocations): number =>
  [...receiveCounts.values()].filter((count) => count > 1).length;
