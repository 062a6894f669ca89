import { isRecorded } from '../failures.ts';
import { runStates, type StateBlock } from '../interpreter.ts';
import type { Payload } from '../payload.ts';
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
  run: (fork: (map?: object) => Thread) => Promise<T>,
): Promise<T> {
  const parent = visit.thread;
  const scope = new Scope(parent.scope);
  const threads: Thread[] = [];
  const fork = (map?: object) => {
    const thread = parent.fork(scope, map);
    threads.push(thread);
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

/** Runs the states of one thread, which remembers why it failed. */
export async function runThread(block: StateBlock, input: Payload, thread: Thread): Promise<Payload> {
  try {
    return await runStates(block, input, thread);
  } catch (thrown) {
    thread.failure = thrown;
    throw thrown;
  }
}

function lastOf(threads: Thread[], parent: Thread): Thread {
  return threads.reduce((last, thread) => (thread.lastEventId > last.lastEventId ? thread : last), parent);
}

/** Everything that a failure cuts stands beside the line of events, which goes on from the thread that failed. */
function recordCut({ thread: parent, stateName: name }: Visit, threads: Thread[], failure: unknown): void {
  const failed = threads.find((thread) => thread.failure === failure);
  if (failed) parent.continueFrom(failed);
  if (!isRecorded(failure)) return;
  const ofIteration = (event: string, thread: Thread) => {
    const { iteration: index } = thread;
    if (index !== undefined) parent.recordBeside(`MapIteration${event}`, { name, index });
  };
  for (const thread of threads) {
    if (thread.failure !== undefined) continue;
    ofIteration('Aborted', thread);
    const { stateType = '' } = thread;
    if (abortable.includes(stateType)) parent.recordBeside(`${stateType}StateAborted`);
  }
  if (failed) ofIteration('Failed', failed);
}
