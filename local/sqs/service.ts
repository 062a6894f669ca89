import { AwsError } from '../aws-error.ts';
import type { JsonService, Operation } from '../endpoint/service.ts';
import {
  checkBatchSize,
  pick,
  type ReceiveInput,
  receive,
  required,
  type SendInput,
  send,
} from './api-messages.ts';
import { attributesOf, changedAttributes } from './attributes.ts';
import { inBatch } from './batch.ts';
import { type Queue, queueAttributes } from './queue.ts';
import type { Queues } from './queues.ts';

type OnQueue<Input = object> = Input & { QueueUrl: string };
type Batch<Entry> = OnQueue<{ Entries?: (Entry & { Id: string })[] }>;
type HandleInput = { ReceiptHandle: string };
type VisibilityInput = HandleInput & { VisibilityTimeout?: number };

/** SQS over JSON, as the SDK clients speak it (SQS API reference). */
export function service(queues: Queues): JsonService {
  const operations = { ...messageOperations(queues), ...queueOperations(queues) };
  const entries = Object.entries(operations).map(([name, operation]) => [name, withJsonErrors(operation)]);
  return { targetPrefix: 'AmazonSQS', operations: Object.fromEntries(entries) };
}

function messageOperations(queues: Queues): Record<string, Operation> {
  const queueOf = (input: OnQueue) => queues.find(required('QueueUrl', input.QueueUrl));
  return {
    SendMessage: (input: OnQueue<SendInput>, caller) => send(queueOf(input), input, caller),
    SendMessageBatch: (input: Batch<SendInput>, caller) => {
      const queue = queueOf(input);
      checkBatchSize(input.Entries ?? [], caller);
      return inBatch('SendMessage', input.Entries, (entry) => send(queue, entry, caller));
    },
    ReceiveMessage: (input: OnQueue<ReceiveInput>) => receive(queueOf(input), input),
    DeleteMessage: (input: OnQueue<HandleInput>) => deleteMessage(queueOf(input), input),
    DeleteMessageBatch: (input: Batch<HandleInput>) => {
      const queue = queueOf(input);
      return inBatch('DeleteMessage', input.Entries, (entry) => deleteMessage(queue, entry));
    },
    ChangeMessageVisibility: (input: OnQueue<VisibilityInput>) => changeVisibility(queueOf(input), input),
    ChangeMessageVisibilityBatch: (input: Batch<VisibilityInput>) => {
      const queue = queueOf(input);
      return inBatch('ChangeMessageVisibility', input.Entries, (entry) => changeVisibility(queue, entry));
    },
  };
}

function queueOperations(queues: Queues): Record<string, Operation> {
  const queueOf = (input: OnQueue) => queues.find(required('QueueUrl', input.QueueUrl));
  const urls = (found: Queue[]) => found.map((queue) => queue.url);
  return {
    GetQueueAttributes: (input: OnQueue<{ AttributeNames?: string[] }>) => ({
      Attributes: pickKnown(attributesOf(queueOf(input)), input.AttributeNames ?? []),
    }),
    SetQueueAttributes: (input: OnQueue<{ Attributes?: Record<string, string> }>) => {
      queueOf(input).configure(changedAttributes(input.Attributes ?? {}));
      return {};
    },
    GetQueueUrl: (input: { QueueName?: string }) => ({
      QueueUrl: queues.find(required('QueueName', input.QueueName)).url,
    }),
    ListQueues: ({ QueueNamePrefix = '' }: { QueueNamePrefix?: string }) => ({
      QueueUrls: urls(queues.list().filter((queue) => queue.config.name.startsWith(QueueNamePrefix))),
    }),
    ListDeadLetterSourceQueues: (input: OnQueue) => ({ queueUrls: urls(queues.sourcesOf(queueOf(input))) }),
    PurgeQueue: (input: OnQueue) => {
      queueOf(input).purge();
      return {};
    },
    StartMessageMoveTask: (input) =>
      queues.moveTasks.start({ ...input, SourceArn: required('SourceArn', input.SourceArn) }),
    ListMessageMoveTasks: ({ SourceArn, MaxResults = 1 }: { SourceArn?: string; MaxResults?: number }) => ({
      Results: queues.moveTasks.list(required('SourceArn', SourceArn)).slice(0, MaxResults),
    }),
    CancelMessageMoveTask: ({ TaskHandle }: { TaskHandle?: string }) =>
      queues.moveTasks.cancel(required('TaskHandle', TaskHandle)),
  };
}

/** The attributes that are asked for; one that no queue has is refused. */
function pickKnown(attributes: Record<string, string>, names: string[]): Record<string, string> {
  const unknown = names.find((name) => name !== 'All' && !queueAttributes.includes(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  return pick(attributes, names);
}

function deleteMessage(queue: Queue, input: HandleInput): object {
  queue.delete(required('ReceiptHandle', input.ReceiptHandle));
  return {};
}

function changeVisibility(queue: Queue, input: VisibilityInput): object {
  const handle = required('ReceiptHandle', input.ReceiptHandle);
  queue.changeVisibility(handle, required('VisibilityTimeout', input.VisibilityTimeout));
  return {};
}

/** The shapes of the errors whose code is another: those of SQS itself, and those of the framework that checks requests. */
const shapes: Record<string, string> = {
  'AWS.SimpleQueueService.NonExistentQueue': 'com.amazonaws.sqs#QueueDoesNotExist',
  InvalidParameterValue: 'com.amazon.coral.service#InvalidParameterValueException',
  MissingParameter: 'com.amazon.coral.service#MissingRequiredParameterException',
};

/** The JSON protocol names errors by their shape. */
function withJsonErrors(operation: Operation): Operation {
  return async (input, caller) => {
    try {
      return await operation(input, caller);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message, statusCode } = error;
      const shape = shapes[code] ?? `com.amazonaws.sqs#${code.replace('AWS.SimpleQueueService.', '')}`;
      throw new AwsError(shape, message, statusCode, code);
    }
  };
}
