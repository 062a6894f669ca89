import { AwsError } from '../aws-error.ts';
import { invalidParameter } from './limits.ts';
import { MessageMoveTasks } from './message-move-tasks.ts';
import { Queue, type QueueConfig } from './queue.ts';

export interface QueuesOptions {
  region: string;
  accountId: string;
  /** Queue URLs lie under it, so that SQS clients, which follow the URL's host, stay on this machine. */
  endpointUrl: string;
}

/** A queue's configuration; what is left out has SQS's default. */
export type QueueDefinition = Pick<QueueConfig, 'name'> & Partial<QueueConfig>;

/** The standard queues of one account and region. */
export class Queues {
  readonly moveTasks = new MessageMoveTasks(this);
  readonly #options: QueuesOptions;
  readonly #byName = new Map<string, Queue>();

  constructor(options: QueuesOptions) {
    this.#options = options;
  }

  /** Creates a queue. Its dead-letter queue must exist and allow it. */
  define(definition: QueueDefinition): Queue {
    const { region, accountId, endpointUrl } = this.#options;
    const config = withDefaults(definition);
    const arn = `arn:aws:sqs:${region}:${accountId}:${config.name}`;
    const url = `${endpointUrl}/${accountId}/${config.name}`;
    const queue = new Queue({
      config,
      arn,
      url,
      accountId,
      deadLetterQueue: this.#deadLetterQueue(arn, config),
    });
    this.#byName.set(config.name, queue);
    return queue;
  }

  /** By ARN, URL, URL path or name. Throws QueueDoesNotExist by its code in the Query protocol. */
  find(arnOrUrlOrName: string): Queue {
    const queue = this.#byName.get(arnOrUrlOrName.split(/[:/]/).at(-1) ?? '');
    if (queue) return queue;
    throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
  }

  list(): Queue[] {
    return [...this.#byName.values()];
  }

  /** The queues whose dead letters go to `deadLetterQueue`. */
  sourcesOf(deadLetterQueue: Queue): Queue[] {
    return this.list().filter(
      (queue) => queue.config.redrivePolicy?.deadLetterTargetArn === deadLetterQueue.arn,
    );
  }

  stop(): void {
    this.moveTasks.stop();
    for (const queue of this.#byName.values()) queue.stop();
  }

  #deadLetterQueue(sourceArn: string, { redrivePolicy }: QueueConfig): Queue | undefined {
    if (!redrivePolicy) return undefined;
    const target = this.list().find((queue) => queue.arn === redrivePolicy.deadLetterTargetArn);
    const allow = target?.config.redriveAllowPolicy;
    const refused =
      allow?.redrivePermission === 'denyAll' ||
      (allow?.redrivePermission === 'byQueue' && !allow.sourceQueueArns?.includes(sourceArn));
    if (target && !refused) return target;
    const reason = refused
      ? 'Dead letter target does not allow this queue'
      : 'Dead letter target does not exist';
    throw invalidParameter(
      `Value ${JSON.stringify(redrivePolicy)} for parameter RedrivePolicy is invalid. Reason: ${reason}.`,
    );
  }
}

function withDefaults(definition: QueueDefinition): QueueConfig {
  return {
    ...definition,
    visibilityTimeout: definition.visibilityTimeout ?? 30,
    delaySeconds: definition.delaySeconds ?? 0,
    messageRetentionPeriod: definition.messageRetentionPeriod ?? 345_600,
    receiveMessageWaitTimeSeconds: definition.receiveMessageWaitTimeSeconds ?? 0,
    maximumMessageSize: definition.maximumMessageSize ?? 1_048_576,
  };
}
