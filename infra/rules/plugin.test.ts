import { type App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { testApp } from '../patterns/testing.ts';
import { noPhysicalNames } from './no-physical-names.ts';
import { RulesPlugin } from './plugin.ts';

function otherSystem(queue: object): App {
  const app = testApp();
  new CfnResource(new Stack(app, 'other'), 'Queue', { type: 'AWS::SQS::Queue', properties: queue });
  Validations.of(app).addPlugins(new RulesPlugin([noPhysicalNames]));
  return app;
}

test('a finding fails the synthesis, with its rule and its message', () => {
  const synth = () => otherSystem({ QueueName: 'mine' }).synth();
  expect(synth).toThrow('other/Queue: QueueName is "mine"');
  expect(synth).toThrow('no-physical-names');
});

test('an acknowledgement of something else does not turn it into a success', () => {
  const app = otherSystem({ QueueName: 'mine' });
  Validations.of(app).acknowledge({ id: 'AwsSolutions::AwsSolutions-SQS3', reason: 'another finding' });
  expect(() => app.synth()).toThrow('other/Queue: QueueName is "mine"');
});

test('a template that keeps the rules is synthesised', () => {
  expect(otherSystem({ VisibilityTimeout: 30 }).synth().stacks).toHaveLength(1);
});
