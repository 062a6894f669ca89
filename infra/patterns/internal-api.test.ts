import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { InternalApi } from './internal-api.ts';
import { ServiceFunction } from './service-function.ts';
import { inlineCode, otherSystem } from './testing.ts';

function rates(callerTimeout: number) {
  const { stack, template } = otherSystem();
  const api = new InternalApi(stack, 'Rates', {
    service: 'rates',
    code: inlineCode,
    timeout: Duration.seconds(5),
  });
  const caller = new ServiceFunction(stack, 'Quotes', {
    service: 'quotes',
    code: inlineCode,
    timeout: Duration.seconds(callerTimeout),
  });
  api.allowCallsFrom(caller, 'RATES_FUNCTION');
  return template();
}

test('a caller gets the name and the permission in one call', () => {
  const template = rates(10);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { RATES_FUNCTION: { Ref: Match.stringLikeRegexp('RatesFunction') } } },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'lambda:InvokeFunction' })]) },
  });
});

test('a caller that would give up first is refused, with both times named', () => {
  expect(() => rates(5)).toThrow(/other\/Quotes times out after 5 s, before other\/Rates\/Function \(5 s\)/);
});

test('has no API Gateway', () => {
  rates(10).resourceCountIs('AWS::ApiGateway::RestApi', 0);
});
