import { Scope } from '../scope.ts';
import type { Thread, Visit } from '../visit.ts';

/**
 * Runs the branches of a Parallel or the iterations of a Map as threads that start where their parent is, see its
 * variables and keep their own. When one fails, the others end.
 */
export async function inThreads<T>(
  visit: Visit,
  stateType: 'Parallel' | 'Map',
  run: (fork: (map?: object) => Thread) => Promise<T>,
): Promise<T> {
  const parent = visit.thread;
  const scope = new Scope(parent.scope);
  const threads: Thread[] = [];
  const fork = (map = parent.map) => {
    const thread = { ...parent, scope, map };
    threads.push(thread);
    return thread;
  };
  try {
    const outputs = await run(fork);
    parent.lastEventId = threads.reduce(
      (last, thread) => Math.max(last, thread.lastEventId),
      parent.lastEventId,
    );
    visit.record(`${stateType}StateSucceeded`);
    return outputs;
  } catch (thrown) {
    visit.record(`${stateType}StateFailed`);
    throw thrown;
  } finally {
    scope.end();
  }
}
