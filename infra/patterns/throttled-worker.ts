import { Duration } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmOn } from './alarm.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

export interface ThrottledWorkerProps extends ServiceFunctionProps {
  /** The throttle: at most this many workers at once (2 to 1000). Times what each may use at once, it bounds the use. */
  maxConcurrency: number;
  /** What waits in the queues, for the alarms: "webhook calls". */
  messages: string;
  /** Messages that one worker gets at once. @default 10 */
  batchSize?: number;
  /** How long to wait for a batch to fill. @default not at all */
  batchingWindow?: Duration;
  /** Attempts before a message goes to the dead-letter queue. @default 5, the least that AWS advises */
  maxReceiveCount?: number;
  /** How long a message may wait before an alarm says so. @default as long as all attempts of one that fails take */
  oldest?: Duration;
}

const everyMinute = { period: Duration.minutes(1), statistic: 'Maximum' };

/**
 * A queue and a worker that is throttled to what the thing behind it can take: a database, or somebody else's API. A burst
 * fills the queue instead. What fails again and again ends in a dead-letter queue, and an alarm says so.
 *
 * Numbers that hang together derive from `timeout` and `batchingWindow`: the visibility timeout is 6 × timeout + window, as
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html advises.
 */
export class ThrottledWorker extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly worker: ServiceFunction;
  readonly maxConcurrency: number;
  readonly oldest: Duration;

  constructor(scope: Construct, id: string, props: ThrottledWorkerProps) {
    super(scope, id);
    const {
      maxConcurrency,
      messages,
      batchSize = 10,
      batchingWindow,
      maxReceiveCount = 5,
      oldest,
      ...worker
    } = props;
    this.maxConcurrency = maxConcurrency;
    const window = batchingWindow?.toSeconds() ?? 0;
    const visibilityTimeout = Duration.seconds(6 * props.timeout.toSeconds() + window);
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new PolledQueue(this, 'Queue', {
      enforceSSL: true,
      // Shorter than the dead letters': a message's age goes on counting when it moves there.
      retentionPeriod: Duration.days(4),
      visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
    });
    this.worker = new ServiceFunction(this, 'Worker', worker);
    // Maximum, not reserved concurrency: reserved alone lets the pollers take messages that nobody can work on, until
    // healthy ones are dead-lettered. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
    this.worker.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize,
        maxConcurrency,
        reportBatchItemFailures: true,
        ...(batchingWindow && { maxBatchingWindow: batchingWindow }),
      }),
    );
    // On messages that are visible, not on messages sent: what SQS moves there by itself does not count as sent.
    alarmOn(this, 'DeadLettersAlarm', {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible(everyMinute),
      above: 0,
      means: `The dead-letter queue holds ${messages} that no worker could handle`,
      runbook: 'dead-letters',
    });
    this.oldest = oldest ?? Duration.seconds(maxReceiveCount * visibilityTimeout.toSeconds());
    alarmOn(this, 'OldMessagesAlarm', {
      metric: this.queue.metricApproximateAgeOfOldestMessage(everyMinute),
      above: this.oldest.toSeconds(),
      periods: 3,
      means: `The queue holds ${messages} for longer than they may wait: the worker does not keep up, or does not run`,
      runbook: 'old-messages',
    });
  }
}

/**
 * What Lambda needs to poll, by
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-lambda-function-trigger.html.
 * CDK would add what only consumers with code of their own do.
 */
class PolledQueue extends Queue {
  override grantConsumeMessages(grantee: IGrantable): Grant {
    return this.grant(grantee, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
  }
}
