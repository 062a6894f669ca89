import { isRecorded } from '../failures.ts';
import { Ended, Scope } from '../scope.ts';
import type { Thread } from '../thread.ts';
import type { Visit } from '../visit.ts';

/** The states of which the history says that they were cut; the others take no time. */
const abortable = ['Task', 'Wait', 'Parallel', 'Map'];

/**
 * Runs the branches of a Parallel or the iterations of a Map as threads that start where their parent is, see its
 * variables and keep their own. When one fails, the others end, and the history tells in which states.
 */
export async function inThreads<T>(
  visit: Visit,
  stateType: 'Parallel' | 'Map',
  run: (fork: (index: number) => Thread) => Promise<T>,
): Promise<T> {
  const parent = visit.thread;
  const scope = new Scope(parent.scope);
  const threads = (visit.redrivenThreads ?? []).map((thread) => thread.redrive(scope));
  visit.threads = threads;
  visit.redrivenThreads = undefined;
  const fork = (index: number) => {
    const thread = threads[index] ?? parent.fork(scope);
    threads[index] = thread;
    return thread;
  };
  try {
    const outputs = await run(fork);
    parent.continueFrom(lastOf(threads, parent));
    parent.recordBeside(`${stateType}StateSucceeded`);
    return outputs;
  } catch (thrown) {
    scope.end();
    if (thrown instanceof Ended) throw thrown;
    const failure = visit.located(thrown);
    recordCut(visit, threads, failure);
    throw failure;
  } finally {
    scope.end();
  }
}

function lastOf(threads: Thread[], parent: Thread): Thread {
  return threads.reduce(
    (last, thread) => (thread.previousEventId > last.previousEventId ? thread : last),
    parent,
  );
}

/** Everything that a failure cuts stands beside the line of events, which goes on from the thread that failed. */
function recordCut({ thread: parent, stateName: name }: Visit, threads: Thread[], failure: unknown): void {
  const failed = threads.find((thread) => thread?.visit?.failure === failure);
  if (failed) parent.continueFrom(failed);
  if (!isRecorded(failure)) return;
  threads.forEach(({ iteration: index, visit }, at) => {
    const isFailed = threads[at] === failed;
    if (visit?.failure && !isFailed) return;
    if (index !== undefined) {
      parent.recordBeside(`MapIteration${isFailed ? 'Failed' : 'Aborted'}`, { name, index });
    }
    const cut = isFailed ? ['Task'] : abortable;
    if (visit && !visit.transition && cut.includes(visit.stateType)) {
      parent.recordBeside(`${visit.stateType}StateAborted`);
    }
  });
}
