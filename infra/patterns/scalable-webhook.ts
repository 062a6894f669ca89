import { Duration, Stack } from 'aws-cdk-lib';
import { AwsIntegration, type MethodOptions, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { type Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import type { RouteTarget } from './strangler-facade.ts';
import {
  formEncoded,
  integrationResponses,
  methodResponses,
  sendMessageTemplate,
} from './webhook-mapping.ts';

export interface ScalableWebhookProps extends ServiceFunctionProps {
  /** The throttle: at most this many workers at once (2 to 1000). Times the pool of each, it bounds the sessions. */
  maxConcurrency: number;
  /** The header that carries the sender's signature, in the sender's own spelling. */
  signatureHeader: string;
  /** Messages that one worker gets at once. @default 10 */
  batchSize?: number;
  /** How long to wait for a batch to fill. @default not at all */
  batchingWindow?: Duration;
  /** Attempts before a message goes to the dead-letter queue. @default 5, the least that AWS advises */
  maxReceiveCount?: number;
}

/**
 * Scalable webhook: API Gateway → SQS, without a function in between → a worker that is throttled to what the database
 * behind it can take. A burst fills the queue instead of the database.
 *
 * Numbers that hang together derive from `timeout` and `batchingWindow`: the visibility timeout is 6 × timeout + window, as
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html advises.
 */
export class ScalableWebhook extends Construct implements RouteTarget {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly deadLetterAlarm: Alarm;
  readonly worker: ServiceFunction;
  readonly maxConcurrency: number;
  readonly integration: AwsIntegration;
  readonly methodOptions: MethodOptions = { methodResponses };

  constructor(scope: Construct, id: string, props: ScalableWebhookProps) {
    super(scope, id);
    const {
      maxConcurrency,
      signatureHeader,
      batchSize = 10,
      batchingWindow,
      maxReceiveCount = 5,
      ...worker
    } = props;
    this.maxConcurrency = maxConcurrency;
    const window = batchingWindow?.toSeconds() ?? 0;
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      // Shorter than the dead letters': a message's age goes on counting when it moves there.
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(6 * props.timeout.toSeconds() + window),
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
    this.integration = this.sendToQueue(signatureHeader);
    this.deadLetterAlarm = this.alarmOnDeadLetters();
  }

  /** On messages that are visible, not on messages sent: what SQS moves there by itself does not count as sent. */
  private alarmOnDeadLetters(): Alarm {
    return this.deadLetterQueue
      .metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' })
      .createAlarm(this, 'DeadLettersAlarm', {
        alarmDescription: 'Webhook calls that no worker could handle wait in the dead-letter queue',
        threshold: 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
  }

  private sendToQueue(signatureHeader: string): AwsIntegration {
    const sender = new Role(this, 'Sender', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
    // Not grantSendMessages, which lets it read the queue's attributes as well.
    this.queue.grant(sender, 'sqs:SendMessage');
    return new AwsIntegration({
      service: 'sqs',
      path: `${Stack.of(this).account}/${this.queue.queueName}`,
      integrationHttpMethod: 'POST',
      options: {
        credentialsRole: sender,
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestParameters: formEncoded,
        requestTemplates: { 'application/json': sendMessageTemplate(signatureHeader) },
        integrationResponses,
      },
    });
  }
}
