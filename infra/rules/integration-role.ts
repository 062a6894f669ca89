import { type Assembly, listOf, literalText, type Resource, same } from './assembly.ts';
import { methods } from './method.ts';
import { actionsOf, grantsOf, type Role } from './policies.ts';
import type { Finding, Rule } from './rule.ts';

const gateway = 'apigateway.amazonaws.com';

/** A method that sends to a queue does so by a role that trusts API Gateway and may send to that queue, and nothing else. */
export const integrationRole: Rule = {
  name: 'integration-role',
  check: (assembly) =>
    methods(assembly).flatMap((method) => {
      const { Uri: uri, Credentials: credentials } = method.properties.Integration ?? {};
      if (!literalText(uri).includes(':sqs:')) return [];
      const queue = assembly.targets(method, uri).find(({ type }) => type === 'AWS::SQS::Queue');
      const role = assembly.target(method, credentials) as Role | undefined;
      if (!queue || !role)
        return [
          {
            resource: method,
            message: `sends to ${queue?.id ?? 'no queue of this system'} by ${role?.id ?? 'no role'}. Name the queue in its URI, and a role of its own in Credentials.`,
          },
        ];
      return [...mistrust(role), ...tooMuch(assembly, role, queue), ...tooLittle(assembly, role, queue)];
    }),
};

function mistrust(role: Role): Finding[] {
  const trusted = (role.properties.AssumeRolePolicyDocument?.Statement ?? []).flatMap(({ Principal }) =>
    Object.values(Principal ?? {}).flatMap((principal) => listOf(principal).map((one) => literalText(one))),
  );
  if (trusted.length === 1 && trusted[0] === gateway) return [];
  return [
    {
      resource: role,
      message: `trusts [${trusted.join(', ')}], but must trust ${gateway} and nobody else. Make it a role for API Gateway alone.`,
    },
  ];
}

function tooMuch(assembly: Assembly, role: Role, queue: Resource): Finding[] {
  const needed = `A role that only sends needs sqs:SendMessage on ${queue.id} and nothing else`;
  const managed = (role.properties.ManagedPolicyArns ?? []).map((arn) => ({
    resource: role,
    message: `has the managed policy ${literalText(arn)}. ${needed}: remove it.`,
  }));
  const own = grantsOf(assembly, role).flatMap(({ holder, statement }): Finding[] => {
    const others = actionsOf(statement).filter((action) => action !== 'sqs:SendMessage');
    const elsewhere = listOf(statement.Resource).filter((arn) => !same(assembly.target(holder, arn), queue));
    if (others.length === 0 && elsewhere.length === 0) return [];
    const found = [
      ...(others.length > 0 ? [`allows ${others.join(', ')}`] : []),
      ...(elsewhere.length > 0 ? [`allows its actions on ${JSON.stringify(elsewhere)}`] : []),
    ].join(' and ');
    return [{ resource: holder, message: `${found}. ${needed}: take the rest away.` }];
  });
  return [...managed, ...own];
}

function tooLittle(assembly: Assembly, role: Role, queue: Resource): Finding[] {
  const sends = grantsOf(assembly, role).some(
    ({ holder, statement }) =>
      actionsOf(statement).includes('sqs:SendMessage') &&
      listOf(statement.Resource).some((arn) => same(assembly.target(holder, arn), queue)),
  );
  if (sends) return [];
  return [
    { resource: role, message: `may not sqs:SendMessage to ${queue.id}, to which it sends. Grant it.` },
  ];
}
