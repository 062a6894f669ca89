import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { messageOf } from '../error-message.ts';
import { invalidParameter } from './limits.ts';
import type { StoredMessage } from './message.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

/** A redrive from a dead-letter queue, as ListMessageMoveTasks answers it. */
export interface MessageMoveTask {
  TaskHandle?: string;
  Status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  SourceArn: string;
  DestinationArn?: string;
  MaxNumberOfMessagesPerSecond?: number;
  ApproximateNumberOfMessagesMoved: number;
  ApproximateNumberOfMessagesToMove: number;
  FailureReason?: string;
  StartedTimestamp: number;
}

export interface StartMessageMoveTask {
  SourceArn: string;
  /** Each message's own source queue when absent. */
  DestinationArn?: string;
  /** 1 to 500; 500 when absent, where AWS picks a rate of its own. */
  MaxNumberOfMessagesPerSecond?: number;
}

const tickMilliseconds = 100;

/** Redrives from dead-letter queues. A moved message is a new one: new id, new time of sending, receive count 0. */
export class MessageMoveTasks {
  readonly #queues: Queues;
  readonly #tasks: MessageMoveTask[] = [];
  readonly #timers = new Map<MessageMoveTask, NodeJS.Timeout>();

  constructor(queues: Queues) {
    this.#queues = queues;
  }

  start(request: StartMessageMoveTask): { TaskHandle: string } {
    const source = this.#queue('SourceArn', request.SourceArn);
    const rate = request.MaxNumberOfMessagesPerSecond ?? 500;
    if (rate < 1 || rate > 500)
      throw invalidParameter(
        `Value ${rate} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and 500.`,
      );
    if (this.#queues.sourcesOf(source).length === 0)
      throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    if (this.list(request.SourceArn).some((task) => task.Status === 'RUNNING'))
      throw invalidParameter(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    if (request.DestinationArn) this.#queue('DestinationArn', request.DestinationArn);
    return this.#begin(source, rate, request);
  }

  /** The tasks of a dead-letter queue, latest first. */
  list(sourceArn: string): MessageMoveTask[] {
    const { arn } = this.#queue('SourceArn', sourceArn);
    return this.#tasks.filter((task) => task.SourceArn === arn).reverse();
  }

  cancel(taskHandle: string): { ApproximateNumberOfMessagesMoved: number } {
    const task = this.list(sourceOf(taskHandle)).find((candidate) => candidate.TaskHandle === taskHandle);
    if (!task) throw new AwsError('ResourceNotFoundException', 'Task does not exist.', 404);
    this.#end(task, 'CANCELLED');
    return { ApproximateNumberOfMessagesMoved: task.ApproximateNumberOfMessagesMoved };
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearInterval(timer);
    this.#timers.clear();
  }

  #queue(parameter: string, arn: string): Queue {
    try {
      return this.#queues.find(arn);
    } catch {
      const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
      throw new AwsError('ResourceNotFoundException', message, 404);
    }
  }

  #begin(source: Queue, rate: number, request: StartMessageMoveTask): { TaskHandle: string } {
    const TaskHandle = Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.arn })).toString(
      'base64',
    );
    const task: MessageMoveTask = {
      ...request,
      TaskHandle,
      Status: 'RUNNING',
      ApproximateNumberOfMessagesMoved: 0,
      ApproximateNumberOfMessagesToMove: source.counts().visible,
      StartedTimestamp: Date.now(),
    };
    this.#tasks.push(task);
    const move = () => this.#move(source, task, rate);
    this.#timers.set(task, setInterval(move, tickMilliseconds).unref());
    return { TaskHandle };
  }

  /** Moves what the rate allows by now; ends the task when its messages are through or the queue is empty. */
  #move(source: Queue, task: MessageMoveTask, rate: number): void {
    const due = Math.ceil(((Date.now() - task.StartedTimestamp) / 1000) * rate);
    const goal = Math.min(due, task.ApproximateNumberOfMessagesToMove);
    while (task.ApproximateNumberOfMessagesMoved < goal) {
      const message = source.remove();
      if (!message) break;
      if (!this.#resend(source, message, task)) return;
      task.ApproximateNumberOfMessagesMoved++;
    }
    if (due >= task.ApproximateNumberOfMessagesToMove) this.#end(task, 'COMPLETED');
  }

  /** False when the message cannot go anywhere: it stays where it was and the task has failed. */
  #resend(source: Queue, message: StoredMessage, task: MessageMoveTask): boolean {
    const { body, attributes, senderId, traceHeader } = message;
    try {
      const destination = task.DestinationArn ?? message.deadLetterSourceArn;
      if (!destination) throw new Error('CouldNotDetermineMessageSource');
      this.#queues.find(destination).send({ body, attributes, senderId, delaySeconds: 0, traceHeader });
      return true;
    } catch (error) {
      source.accept(message);
      task.FailureReason = error instanceof AwsError ? error.code : messageOf(error);
      this.#end(task, 'FAILED');
      return false;
    }
  }

  #end(task: MessageMoveTask, status: MessageMoveTask['Status']): void {
    clearInterval(this.#timers.get(task));
    this.#timers.delete(task);
    task.Status = status;
    delete task.TaskHandle;
  }
}

/** A handle names its task and the queue that it empties. */
function sourceOf(taskHandle: string): string {
  try {
    const { sourceArn } = JSON.parse(Buffer.from(taskHandle, 'base64').toString());
    return String(sourceArn);
  } catch {
    throw invalidParameter('Value for parameter TaskHandle is invalid.');
  }
}
