import type { Payload } from '../payload.ts';
import type { Resource } from './resource.ts';

/** One attempt of a Task. */
export interface TaskCall {
  resource: Resource;
  stateName: string;
  /** The evaluated Arguments. */
  request: Payload;
  /** The trace of the execution. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html */
  traceHeader: string;
  /** Told, with its answer, once a service has taken over what it will finish later. */
  submitted: (answer?: Payload) => void;
}

/** Who does the work of tasks. */
export interface TaskWork {
  /** Why nobody serves a Task's Resource; undefined when somebody does. */
  problem(resource: Resource): string | undefined;
  /** Throws for evaluated Arguments with which nothing is scheduled. */
  checkArguments(resource: Resource, request: Payload): void;
  /** The result of an attempt, or nothing when it comes with the task token. Rejects with a `StateFailure`. */
  run(call: TaskCall): Promise<Payload | undefined>;
}
