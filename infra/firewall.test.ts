import { expect, test } from 'vitest';
import { synthesised, theOne } from './rules/testing.ts';

interface Acl {
  DefaultAction: object;
  Rules: {
    Name: string;
    Action?: object;
    OverrideAction?: object;
    Statement: {
      ManagedRuleGroupStatement?: { Name: string; ScopeDownStatement: object };
      RateBasedStatement?: { AggregateKeyType: string; Limit: number; ScopeDownStatement: object };
    };
  }[];
}

const webhook = {
  NotStatement: {
    Statement: {
      ByteMatchStatement: expect.objectContaining({
        FieldToMatch: { UriPath: {} },
        PositionalConstraint: 'ENDS_WITH',
        SearchString: '/webhooks/payments',
      }),
    },
  },
};

test('in size full a firewall blocks what AWS knows as bad and who asks too often, everywhere but at the webhook', () => {
  const full = synthesised('full');
  const { Rules, DefaultAction } = theOne<Acl>(full, 'AWS::WAFv2::WebACL').properties;
  expect(DefaultAction).toEqual({ Allow: {} });
  expect(
    Rules.map(({ Name, Action, OverrideAction, Statement }) => {
      const { ManagedRuleGroupStatement: managed, RateBasedStatement: rate } = Statement;
      const except = (managed ?? rate)?.ScopeDownStatement;
      // `OverrideAction: none` leaves it to the rules of a group what they do: most of them block.
      const limit = rate && `${rate.Limit} a ${rate.AggregateKeyType}`;
      return { what: managed?.Name ?? Name, does: Action ?? OverrideAction, limit, except };
    }),
  ).toEqual([
    { what: 'AWSManagedRulesKnownBadInputsRuleSet', does: { None: {} }, except: webhook },
    { what: 'AWSManagedRulesCommonRuleSet', does: { None: {} }, except: webhook },
    { what: 'rate', does: { Block: {} }, limit: '3000 a IP', except: webhook },
  ]);
});

test('the firewall stands before the stage of the API', () => {
  const full = synthesised('full');
  const { properties } = theOne<{ ResourceArn: unknown }>(full, 'AWS::WAFv2::WebACLAssociation');
  const stage = theOne(full, 'AWS::ApiGateway::Stage');
  expect(full.targets({ stack: 'orders' }, properties.ResourceArn)).toContainEqual(stage);
});

test('in size small there is none', () => {
  expect(synthesised('small').resources('AWS::WAFv2::WebACL')).toEqual([]);
});
