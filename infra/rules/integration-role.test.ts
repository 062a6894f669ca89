import { expect, test } from 'vitest';
import { integrationRole } from './integration-role.ts';
import type { MethodProperties } from './method.ts';
import { findings, synthesised, theOne } from './testing.ts';

interface Policy {
  PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
}

interface Role {
  AssumeRolePolicyDocument: { Statement: { Principal: object }[] };
  ManagedPolicyArns?: string[];
}

function sender() {
  const system = synthesised();
  const role = theOne<Role>(system, 'AWS::IAM::Role', 'PaymentsSender');
  const policy = theOne<Policy>(system, 'AWS::IAM::Policy', 'PaymentsSender');
  const queue = theOne(system, 'AWS::SQS::Queue', 'PaymentsQueue');
  const [statement] = policy.properties.PolicyDocument.Statement;
  if (!statement) throw new Error('The sender may do nothing.');
  return { system, role, policy, queue, statement };
}

test('a sender that may do more than send fails', () => {
  const { system, policy, queue, statement } = sender();
  statement.Action = ['sqs:SendMessage', 'sqs:GetQueueAttributes'];
  expect(findings(integrationRole, system)).toEqual([
    `orders/${policy.id}: allows sqs:GetQueueAttributes. A role that only sends needs sqs:SendMessage on ${queue.id} and nothing else: take the rest away.`,
  ]);
});

test('a sender that may send elsewhere too fails', () => {
  const { system, policy, statement } = sender();
  statement.Resource = [statement.Resource, '*'];
  expect(findings(integrationRole, system)).toEqual([
    expect.stringContaining(`orders/${policy.id}: allows its actions on ["*"].`),
  ]);
});

test('a sender that may not send fails', () => {
  const { system, role, queue, policy } = sender();
  policy.properties.PolicyDocument.Statement = [];
  expect(findings(integrationRole, system)).toEqual([
    `orders/${role.id}: may not sqs:SendMessage to ${queue.id}, to which it sends. Grant it.`,
  ]);
});

test('a sender that another service may be fails', () => {
  const { system, role } = sender();
  for (const trust of role.properties.AssumeRolePolicyDocument.Statement)
    trust.Principal = { Service: ['apigateway.amazonaws.com', 'lambda.amazonaws.com'] };
  expect(findings(integrationRole, system)).toEqual([
    `orders/${role.id}: trusts [apigateway.amazonaws.com, lambda.amazonaws.com], but must trust apigateway.amazonaws.com and nobody else. Make it a role for API Gateway alone.`,
  ]);
});

test('a sender with a managed policy fails', () => {
  const { system, role } = sender();
  role.properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/AmazonSQSFullAccess'];
  expect(findings(integrationRole, system)).toEqual([
    expect.stringContaining(`orders/${role.id}: has the managed policy arn:aws:iam::aws:policy/AmazonSQS`),
  ]);
});

test('a method that sends without a role fails', () => {
  const { system, queue } = sender();
  const method = theOne<MethodProperties>(system, 'AWS::ApiGateway::Method', 'FacadeApiwebhookspaymentsPOST');
  delete method.properties.Integration?.Credentials;
  expect(findings(integrationRole, system)).toEqual([
    `orders/${method.id}: sends to ${queue.id} by no role. Name the queue in its URI, and a role of its own in Credentials.`,
  ]);
});
