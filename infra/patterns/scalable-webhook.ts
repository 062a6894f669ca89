import { Stack } from 'aws-cdk-lib';
import { AwsIntegration, type MethodOptions, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { RouteTarget } from './route-target.ts';
import { ThrottledWorker, type ThrottledWorkerProps } from './throttled-worker.ts';
import {
  formEncoded,
  integrationResponses,
  methodResponses,
  sendMessageTemplate,
} from './webhook-mapping.ts';

export interface ScalableWebhookProps extends Omit<ThrottledWorkerProps, 'messages'> {
  /** The header that carries the sender's signature, in the sender's own spelling. */
  signatureHeader: string;
}

/**
 * Scalable webhook: API Gateway → SQS, without a function in between → a worker that is throttled to what the database
 * behind it can take. A burst fills the queue instead of the database.
 */
export class ScalableWebhook extends ThrottledWorker implements RouteTarget {
  readonly integration: AwsIntegration;
  readonly methodOptions: MethodOptions = { methodResponses };

  constructor(scope: Construct, id: string, { signatureHeader, ...props }: ScalableWebhookProps) {
    super(scope, id, { ...props, messages: 'webhook calls' });
    this.integration = this.sendToQueue(signatureHeader);
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
