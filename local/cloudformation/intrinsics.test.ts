// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub writes its variables so
import { describe, expect, test } from 'vitest';
import { resolve } from './intrinsics.ts';
import { type Answers, stackScope } from './stack-scope.ts';
import { type Stack, templateSchema } from './template.ts';

const answers: Answers = {
  ref: (stack, logicalId) => `${stack.name}-${logicalId}`,
  attribute: (stack, logicalId, attribute) => `${stack.name}-${logicalId}-${attribute}`,
};
const account = { region: 'us-east-1', accountId: '000000000000' };
const legacy: Stack = {
  name: 'legacy',
  template: templateSchema.parse({
    Resources: { Balancer: { Type: 'T' } },
    Outputs: { Url: { Value: { 'Fn::GetAtt': ['Balancer', 'DNSName'] }, Export: { Name: 'legacy:Url' } } },
  }),
};
const shop: Stack = {
  name: 'shop',
  template: templateSchema.parse({
    Parameters: {
      Size: { Type: 'Number', Default: 3 },
      Password: { Type: 'String' },
      BootstrapVersion: {
        Type: 'AWS::SSM::Parameter::Value<String>',
        Default: '/cdk-bootstrap/hnb659fds/version',
      },
    },
    Mappings: { Sizes: { 'us-east-1': { small: 't4g.micro' } } },
    Conditions: {
      IsVirginia: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      IsElsewhere: { 'Fn::Not': [{ Condition: 'IsVirginia' }] },
      Both: { 'Fn::And': [{ Condition: 'IsVirginia' }, { Condition: 'IsElsewhere' }] },
      Either: { 'Fn::Or': [{ Condition: 'IsVirginia' }, { Condition: 'IsElsewhere' }] },
    },
    Resources: { Queue: { Type: 'T' }, Absent: { Type: 'T', Condition: 'IsElsewhere' } },
  }),
};
const value = (expression: unknown) =>
  resolve(expression, stackScope(shop, [legacy, shop], account, answers));

describe('references', () => {
  test.each([
    ['a resource', { Ref: 'Queue' }, 'shop-Queue'],
    ['an attribute as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'shop-Queue-Arn'],
    ['an attribute as text with a dot', { 'Fn::GetAtt': 'Queue.Endpoint.Port' }, 'shop-Queue-Endpoint.Port'],
    ['a parameter', { Ref: 'Size' }, '3'],
    ['the bootstrap version', { Ref: 'BootstrapVersion' }, '30'],
    ['the account', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['the stack', { Ref: 'AWS::StackName' }, 'shop'],
    ['an export of another stack', { 'Fn::ImportValue': 'legacy:Url' }, 'legacy-Balancer-DNSName'],
    ['a mapping', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, 't4g.micro'],
  ])('%s resolves', (_, expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  test('AWS::NoValue leaves its object and its list', () => {
    const absent = { Ref: 'AWS::NoValue' };
    expect(value({ Name: absent, List: [1, absent, 2] })).toEqual({ List: [1, 2] });
  });
});

describe('functions', () => {
  test.each([
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Size' }, 1]] }, 'a-3-1'],
    [
      { 'Fn::Sub': '${AWS::Region}/${Queue.Arn}/${Queue}/${!Literal}' },
      'us-east-1/shop-Queue-Arn/shop-Queue/${Literal}',
    ],
    [{ 'Fn::Sub': ['${Name}:${Size}', { Name: { Ref: 'Queue' } }] }, 'shop-Queue:3'],
    [{ 'Fn::If': ['IsVirginia', { Ref: 'Size' }, { Ref: 'Password' }] }, '3'],
    [{ 'Fn::If': ['Both', 1, 2] }, 2],
    [{ 'Fn::If': ['Either', 1, 2] }, 1],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['-', { Ref: 'Queue' }] }] }, 'Queue'],
    [{ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
    [{ 'Fn::Base64': 'text' }, 'dGV4dA=='],
  ])('%j is %j', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });
});

describe('what cannot be resolved is named', () => {
  test.each([
    [{ 'Fn::Transform': {} }, 'Fn::Transform is not a function that the local run understands'],
    [{ Ref: 'Nobody' }, 'Ref: the stack shop has no Nobody'],
    [{ Ref: 'Absent' }, 'Ref: Absent does not exist because its condition IsElsewhere is false'],
    [{ Ref: 'Password' }, 'Ref: the parameter Password has no default'],
    [{ 'Fn::ImportValue': 'legacy:Other' }, 'Fn::ImportValue: no stack exports legacy:Other'],
    [{ 'Fn::Select': [3, ['a']] }, 'Fn::Select: there is no item 3 in a list of 1'],
    [{ 'Fn::If': ['Unknown', 1, 2] }, 'Fn::If: the stack shop has no condition Unknown'],
    [
      { 'Fn::Join': ['', [{ 'Fn::FindInMap': ['Sizes', 'eu', 'small'] }]] },
      'Fn::FindInMap: there is no Sizes.eu.small',
    ],
  ])('%j', (expression, message) => {
    expect(() => value(expression)).toThrow(message);
  });
});
