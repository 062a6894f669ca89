import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { test } from 'vitest';
import { ScalableWebhook } from './scalable-webhook.ts';
import { inlineCode, otherSystem } from './testing.ts';

function webhook() {
  const { stack, template } = otherSystem();
  const { integration, methodOptions } = new ScalableWebhook(stack, 'Webhook', {
    service: 'parcels',
    code: inlineCode,
    timeout: Duration.seconds(20),
    maxConcurrency: 7,
    signatureHeader: 'X-Parcel-Signature',
  });
  new RestApi(stack, 'Api').root.addMethod('POST', integration, methodOptions);
  return template();
}

test('its worker is throttled, and an alarm tells of webhook calls that it could not handle', () => {
  const template = webhook();
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    ScalingConfig: { MaximumConcurrency: 7 },
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp('webhook calls'),
  });
});

test('API Gateway may send to that queue and do nothing else', () => {
  webhook().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('WebhookQueue'), 'Arn'] },
        },
      ],
    },
    PolicyName: Match.stringLikeRegexp('WebhookSender'),
  });
});

test('what has no mapping to a message is refused: nothing goes to SQS as the caller wrote it', () => {
  webhook().hasResourceProperties('AWS::ApiGateway::Method', {
    Integration: {
      PassthroughBehavior: 'NEVER',
      RequestTemplates: { 'application/json': Match.stringLikeRegexp('^Action=SendMessage') },
      RequestParameters: {
        'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'",
      },
    },
  });
});
