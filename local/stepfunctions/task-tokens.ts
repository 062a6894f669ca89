import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';

/** What a task that waits for its token hears from SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat. */
export interface CallbackTask {
  succeed(output: string): void;
  fail(error: string | undefined, cause: string | undefined): void;
  beat(): void;
}

/**
 * The open task tokens. A token carries the ARN of its execution, so that a late one can be told from a foreign one
 * without remembering every token ever issued.
 */
export class TaskTokens {
  readonly #open = new Map<string, CallbackTask>();
  readonly #executionExists: (executionArn: string) => boolean;

  constructor(executionExists: (executionArn: string) => boolean) {
    this.#executionExists = executionExists;
  }

  issue(executionArn: string): string {
    return Buffer.from(`${executionArn} ${randomUUID()}`).toString('base64url');
  }

  open(token: string, task: CallbackTask): void {
    this.#open.set(token, task);
  }

  close(token: string): void {
    this.#open.delete(token);
  }

  /**
   * The task that waits for this token. Throws TaskTimedOut when the task is over, TaskDoesNotExist when its execution
   * is not known here, InvalidToken when it is no token at all (API reference of SendTaskSuccess).
   */
  find(token: string): CallbackTask {
    const task = this.#open.get(token);
    if (task) return task;
    const executionArn = executionOfToken(token);
    if (executionArn === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    if (this.#executionExists(executionArn)) {
      throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    throw new AwsError('TaskDoesNotExist', 'Task does not exist: the execution of this token is not known');
  }
}

/** The ARN of the execution that a token was issued for; undefined when it is no token. */
export function executionOfToken(token: string): string | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  return /^(arn:[^ ]+:execution:[^ ]+) [0-9a-f-]{36}$/.exec(text)?.[1];
}
