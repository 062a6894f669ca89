import { describe, expect, test } from 'vitest';
import { policyDocument, trustPolicy } from './policy-document.ts';
import { Role } from './role.ts';
import { rolesUnderTest } from './testing.ts';

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders';
const trust = { Statement: [] };

function decisionOf(statements: object | object[], action: string, resource: string) {
  const role = new Role({ name: 'r', arn: 'arn:r', trust }, { 'aws:RequestedRegion': 'us-east-1' });
  role.attach(policyDocument.parse({ Version: '2012-10-17', Statement: statements }));
  return role.decide(action, resource);
}

const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
describe('a role', () => {
  test('may nothing that no statement allows', () => {
    expect(decisionOf([], 'dynamodb:PutItem', table)).toBe('implicitly denied');
    expect(decisionOf(allow('dynamodb:GetItem', table), 'dynamodb:PutItem', table)).toBe('implicitly denied');
    expect(decisionOf(allow('dynamodb:PutItem', `${table}2`), 'dynamodb:PutItem', table)).toBe(
      'implicitly denied',
    );
  });

  test.each([
    [allow('dynamodb:PutItem', table)],
    [allow(['dynamodb:GetItem', 'DynamoDB:putitem'], [`${table}s`, table])],
    [allow('dynamodb:Put*', `${table.slice(0, -1)}?`)],
    [allow('*', '*')],
    [{ Effect: 'Allow', NotAction: 'dynamodb:GetItem', NotResource: `${table}/index/*` }],
  ])('may what %j allows', (statement) => {
    expect(decisionOf(statement, 'dynamodb:PutItem', table)).toBe('allowed');
  });

  test.each([
    ['arn:aws:dynamodb:*:000000000000:table/orders', true],
    ['arn:aws:dynamodb:us-east-1:*', true],
    ['arn:aws:dynamodb:us*table/orders', false],
    ['arn.aws.dynamodb.us-east-1.000000000000.table/orders', false],
    [`x${table}`, false],
  ])('has a pattern %s that covers the table: %s', (pattern, covers) => {
    const decision = decisionOf(allow('dynamodb:PutItem', pattern), 'dynamodb:PutItem', table);
    expect(decision === 'allowed').toBe(covers);
  });

  test('may not what a statement denies, whatever others allow', () => {
    const deny = { Effect: 'Deny', NotAction: 'dynamodb:Get*', Resource: table };
    expect(decisionOf([deny, allow('*', '*')], 'dynamodb:PutItem', table)).toBe('explicitly denied');
    expect(decisionOf([deny, allow('*', '*')], 'dynamodb:GetItem', table)).toBe('allowed');
  });

  test('may what a policy that is attached later allows', () => {
    const role = new Role({ name: 'r', arn: 'arn:r', trust }, {});
    expect(role.decide('dynamodb:PutItem', table)).toBe('implicitly denied');
    role.attach(policyDocument.parse({ Statement: allow('dynamodb:*', table) }));
    expect(role.decide('dynamodb:PutItem', table)).toBe('allowed');
  });

  test.each([
    [{ StringEquals: { 'aws:RequestedRegion': ['eu-central-1', 'us-east-1'] } }, true],
    [{ StringLike: { 'aws:RequestedRegion': 'us-*' } }, true],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } }, false],
    [{ ArnLike: { 'aws:SourceArn': '*' } }, false],
  ])('has statements in force by their condition %j: %s', (Condition, holds) => {
    const decision = decisionOf(allow('*', '*', { Condition }), 'dynamodb:PutItem', table);
    expect(decision === 'allowed').toBe(holds);
  });
});

describe('a policy that is not understood', () => {
  test.each([
    [{ Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '1' } } }, 'NumericLessThan'],
    [{ Condition: { StringEquals: { 'dynamodb:LeadingKeys': 'a' } } }, 'dynamodb:LeadingKeys'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable looks like this
    [{ Resource: 'arn:aws:dynamodb:*:*:table/${aws:username}' }, 'policy variables'],
    [{ NotAction: '*' }, 'either Action or NotAction'],
    [{ Principal: '*' }, 'Principal'],
  ])('is refused: %j', (change, message) => {
    expect(() => policyDocument.parse({ Statement: { ...allow('*', '*'), ...change } })).toThrow(message);
  });

  test("is one of AWS's whose statements are not known", () => {
    const arn = 'arn:aws:iam::aws:policy/PowerUserAccess';
    expect(() => rolesUnderTest().managedPolicy(arn)).toThrow(arn);
  });
});

describe('a trust policy', () => {
  const machines = 'arn:aws:states:us-east-1:000000000000:stateMachine:*';
  const roles = rolesUnderTest();
  const { arn: roleArn } = roles.create({
    name: 'workflow',
    trust: trustPolicy.parse({
      Statement: {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'states.amazonaws.com' },
        Condition: {
          ArnLike: { 'aws:SourceArn': machines },
          StringEquals: { 'aws:SourceAccount': '000000000000' },
        },
      },
    }),
  });
  const sourceArn = machines.replace('*', 'orders');

  test('lets its service assume the role', () => {
    const session = { service: 'states.amazonaws.com', roleArn, sessionName: 's', sourceArn };
    expect(roles.assume(session).arn).toBe('arn:aws:sts::000000000000:assumed-role/workflow/s');
  });

  test.each([
    [{ service: 'lambda.amazonaws.com' }],
    [{ sourceArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:orders' }],
    [{ roleArn: 'arn:aws:iam::111111111111:role/workflow' }],
  ])('lets nobody else: %j', (change) => {
    const session = { service: 'states.amazonaws.com', roleArn, sessionName: 's', sourceArn, ...change };
    expect(() => roles.assume(session)).toThrow(/not authorized to assume the role|cannot be found/);
  });
});
