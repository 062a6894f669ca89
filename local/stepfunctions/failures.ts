/**
 * An error as Amazon States Language knows it: a case-sensitive name that `ErrorEquals` matches, and a cause. It is what
 * a function, a `Fail` state or a caller of SendTaskFailure reported, who may leave out either. A timeout has no cause.
 */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string | undefined;
  override readonly cause: string | undefined;

  constructor(error: string | undefined, cause?: string) {
    super(`${error ?? 'no error'}: ${cause ?? 'no cause'}`);
    this.error = error;
    this.cause = cause;
  }
}

/** Step Functions reports a missed heartbeat as `States.Timeout`, yet `States.HeartbeatTimeout` matches it too. */
export class HeartbeatFailure extends StateFailure {
  constructor() {
    super('States.Timeout');
  }
}

/** A failure that the interpreter itself raises. The state it happened in is put in front of its cause, once. */
export class InterpreterFailure extends StateFailure {
  /** The field whose expression failed, as `Arguments/Payload/items[0]`; undefined where there is none. */
  readonly location: string | undefined;

  constructor(error: string, cause: string, location?: string) {
    super(error, cause);
    this.location = location;
  }
}

/** Whether the history tells a failure below the execution: one with States.Runtime ends the execution at once. */
export function isRecorded(failure: unknown): failure is StateFailure {
  return failure instanceof StateFailure && failure.error !== 'States.Runtime';
}
