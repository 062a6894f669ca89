import { readFileSync } from 'node:fs';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

test('what CloudFormation’s own validator finds fails the synthesis', () => {
  const app = new App({ context });
  new CfnResource(new Stack(app, 'other'), 'Queue', {
    type: 'AWS::SQS::Queue',
    properties: { VisibilityTimout: 30 },
  });
  expect(() => app.synth()).toThrow(/VisibilityTimout/);
});
