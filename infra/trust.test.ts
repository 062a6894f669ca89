import { describe, expect, test } from 'vitest';
import { type Assembly, literalText, type Resource, same } from './rules/assembly.ts';
import { methods, routeOf } from './rules/method.ts';
import type { Role } from './rules/policies.ts';
import { synthesised } from './rules/testing.ts';

/** Who works in a role, by what refers to it. */
const workers: Record<string, string> = {
  'AWS::ApiGateway::Account': 'apigateway.amazonaws.com',
  'AWS::ApiGateway::Method': 'apigateway.amazonaws.com',
  'AWS::ECS::TaskDefinition': 'ecs-tasks.amazonaws.com',
  'AWS::Lambda::Function': 'lambda.amazonaws.com',
  'AWS::StepFunctions::StateMachine': 'states.amazonaws.com',
};

interface Permission {
  Action: string;
  FunctionName: unknown;
  Principal: string;
  SourceArn?: unknown;
}

const refersTo = (assembly: Assembly, from: Resource, to: Resource): boolean =>
  assembly.targets(from, from.properties).some((target) => same(target, to));

describe.each(['small', 'full'] as const)('in size %s', (size) => {
  const assembly = synthesised(size);

  test('a role can be taken by the service that works in it, and by nobody else', () => {
    for (const role of assembly.resources('AWS::IAM::Role') as Role[]) {
      const services = assembly
        .resources()
        .filter((resource) => refersTo(assembly, resource, role))
        .flatMap(({ type }) => workers[type] ?? []);
      const trusts = role.properties.AssumeRolePolicyDocument?.Statement.map(({ Principal }) => Principal);
      expect(trusts, role.id).toEqual([...new Set(services)].map((Service) => ({ Service })));
    }
  });

  test('the role of the workflow is for workflows of this account', () => {
    const [machine] = assembly.resources<{ RoleArn: unknown }>('AWS::StepFunctions::StateMachine');
    const role = machine && assembly.target<Role['properties']>(machine, machine.properties.RoleArn);
    expect(role?.properties.AssumeRolePolicyDocument?.Statement).toMatchObject([
      { Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } },
    ]);
  });

  test('a function can be invoked by API Gateway for its own routes, by its own schedule, and by nothing else', () => {
    const byRoute = methods(assembly).flatMap((method) =>
      assembly
        .targets(method, method.properties.Integration)
        .filter(({ type }) => type === 'AWS::Lambda::Function')
        .map(({ id }) => `${id} ${routeOf(assembly, method).replaceAll(/\{[^}]+\}/g, '*')}`),
    );
    const bySchedule = assembly
      .resources('AWS::Events::Rule')
      .flatMap((rule) => assembly.targets(rule, rule.properties).map(({ id }) => `${id} ${rule.id}`));
    const allowed = assembly.resources<Permission>('AWS::Lambda::Permission').map((permission) => {
      const { Action, FunctionName, Principal, SourceArn } = permission.properties;
      expect(Action).toBe('lambda:InvokeFunction');
      const fn = assembly.target(permission, FunctionName)?.id;
      const sources = assembly.targets(permission, SourceArn);
      if (Principal === 'events.amazonaws.com') return `${fn} ${sources.map(({ id }) => id).join()}`;
      expect([Principal, sources[0]?.type]).toEqual(['apigateway.amazonaws.com', 'AWS::ApiGateway::RestApi']);
      // `<api>/<stage>/<method>/<path>`; the console tries methods out at a stage of its own.
      const [, , method, ...path] = literalText(SourceArn).split(':').at(-1)?.split('/') ?? [];
      return `${fn} ${method} /${path.join('/')}`;
    });
    expect(new Set(allowed)).toEqual(new Set([...byRoute, ...bySchedule]));
    expect(allowed).toHaveLength(2 * byRoute.length + bySchedule.length);
  });
});
