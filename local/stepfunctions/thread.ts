import type { Execution } from './execution.ts';
import type { Scope } from './scope.ts';
import type { Visit } from './visit.ts';

/**
 * One line of states: the execution itself, a branch of a Parallel or an iteration of a Map, with its own variables and its
 * own line of events in the history they share.
 */
export class Thread {
  readonly execution: Execution;
  readonly scope: Scope;
  variables: Readonly<Record<string, unknown>> = {};
  /** Its latest visit to a state. */
  visit: Visit | undefined;
  /** In a redrive, the visit of the earlier run that it goes on with. */
  redriven: Visit | undefined;
  /** The iteration of the Map whose states it runs, while it does. */
  iteration: number | undefined;
  /** The event that the next one follows; 0 at the start, as the first state follows no event on AWS. */
  previousEventId = 0;
  /** The latest event: it may stand beside the line, where only the end of the execution follows it. */
  newestEventId = 0;

  constructor(execution: Execution, scope: Scope, parent?: Thread) {
    this.execution = execution;
    this.scope = scope;
    if (!parent) return;
    this.variables = parent.variables;
    this.continueFrom(parent);
  }

  /** A thread that starts where this one is and sees its variables. */
  fork(scope: Scope): Thread {
    return new Thread(this.execution, scope, this);
  }

  /** A thread that goes on with the state in which this one ended, or after it when that had been left. */
  redrive(scope: Scope): Thread {
    const thread = this.fork(scope);
    thread.redriven = this.visit;
    thread.visit = this.visit;
    thread.iteration = this.iteration;
    thread.newestEventId = this.execution.history.length;
    return thread;
  }

  /** Adds an event to the history, after the last one of this thread. Throws `Ended` when the thread has ended. */
  record(type: string, details?: Record<string, unknown>): void {
    this.recordBeside(type, details);
    this.previousEventId = this.newestEventId;
  }

  /** Adds an event that the next one of this thread passes by: that follows the same event as this one. */
  recordBeside(type: string, details?: Record<string, unknown>): void {
    this.scope.check();
    this.newestEventId = this.execution.history.record(this.previousEventId, type, details);
  }

  continueFrom({ previousEventId }: { previousEventId: number }): void {
    this.previousEventId = previousEventId;
    this.newestEventId = previousEventId;
  }
}
