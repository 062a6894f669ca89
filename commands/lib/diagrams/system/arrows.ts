import { type Assembly, type Resource, same } from '../../../../infra/rules/assembly.ts';
import { eventSources } from '../../../../infra/rules/event-source.ts';
import { methods, routeOf } from '../../../../infra/rules/method.ts';
import { securityRules } from '../../../../infra/rules/network.ts';
import { actionsOf, grantsOf, type Role } from '../../../../infra/rules/policies.ts';
import { nameOf, type Part } from './parts.ts';

/** One part calls, feeds or writes to another. */
export interface Arrow {
  from: string;
  to: string;
  /** What goes along it, a line each. */
  labels: string[];
}

/** Everything that the template lets go from one part to another: integrations, permissions, mappings, open ports. */
export function readArrows(assembly: Assembly, parts: ReadonlyMap<string, Part>): Arrow[] {
  const found = [
    ...integrations(assembly),
    ...deadLetters(assembly),
    ...polling(assembly),
    ...permissions(assembly, parts),
    ...connections(assembly, parts),
    ...schedules(assembly),
    ...targets(assembly),
  ];
  const arrows = new Map<string, Arrow>();
  for (const { from, to, labels } of found) {
    const key = `${from} ${to}`;
    const before = arrows.get(key)?.labels ?? [];
    arrows.set(key, { from, to, labels: [...new Set([...before, ...labels])] });
  }
  return [...arrows.values()];
}

const arrow = (from: Resource, to: Resource, ...labels: string[]): Arrow => ({
  from: nameOf(from),
  to: nameOf(to),
  labels,
});

interface MethodReferences {
  RestApiId?: unknown;
  Integration?: { Uri?: unknown };
}

function integrations(assembly: Assembly): Arrow[] {
  return methods(assembly).flatMap((method) => {
    const { RestApiId, Integration } = method.properties as MethodReferences;
    const api = assembly.target(method, RestApiId);
    const [to] = assembly.targets(method, Integration?.Uri);
    return api && to ? [arrow(api, to, routeOf(assembly, method))] : [];
  });
}

function deadLetters(assembly: Assembly): Arrow[] {
  return assembly
    .resources<{ RedrivePolicy?: { deadLetterTargetArn?: unknown; maxReceiveCount?: number | string } }>(
      'AWS::SQS::Queue',
    )
    .flatMap((queue) => {
      const { deadLetterTargetArn, maxReceiveCount } = queue.properties.RedrivePolicy ?? {};
      const to = assembly.target(queue, deadLetterTargetArn);
      return to ? [arrow(queue, to, `failed ${maxReceiveCount} times`)] : [];
    });
}

const polling = (assembly: Assembly): Arrow[] =>
  eventSources(assembly).map(({ queue, worker }) => arrow(queue, worker, 'batches'));

/** What an action is called in a picture. Polling, tracing and reading secrets are no arrows of their own. */
const verbs: [pattern: RegExp, verb: string][] = [
  [/^dynamodb:(Get|Query|BatchGet|Scan|ConditionCheck)/, 'reads'],
  [/^dynamodb:(Put|Update|Delete|BatchWrite)/, 'writes'],
  [/^lambda:InvokeFunction$/, 'invokes'],
  [/^sqs:SendMessage$/, 'sends'],
  [/^states:StartExecution$/, 'starts'],
  [/^states:SendTask/, 'wakes'],
];

interface RoleHolder {
  Role?: unknown;
  RoleArn?: unknown;
}

function permissions(assembly: Assembly, parts: ReadonlyMap<string, Part>): Arrow[] {
  return [...parts.values()].flatMap(({ resource }) => {
    const { Role: functionRole, RoleArn: machineRole } = resource.properties as RoleHolder;
    const role = assembly.target(resource, functionRole ?? machineRole) as Role | undefined;
    if (!role) return [];
    return grantsOf(assembly, role).flatMap(({ holder, statement }) => {
      const said = actionsOf(statement).flatMap(
        (action) => verbs.find(([pattern]) => pattern.test(action))?.[1] ?? [],
      );
      if (said.length === 0) return [];
      return assembly.targets(holder, statement.Resource).map((to) => arrow(resource, to, ...said));
    });
  });
}

interface Guarded {
  SecurityGroups?: unknown[];
  VPCSecurityGroups?: unknown[];
  VpcConfig?: { SecurityGroupIds?: unknown[] };
  NetworkConfiguration?: { AwsvpcConfiguration?: { SecurityGroups?: unknown[] } };
}

/** Who may open a connection to what is behind a security group. */
function connections(assembly: Assembly, parts: ReadonlyMap<string, Part>): Arrow[] {
  const inVpc = [...parts.values()].map(({ resource }) => ({
    resource,
    groups: groupsOf(assembly, resource),
  }));
  return inVpc.flatMap(({ resource: to, groups }) =>
    groups
      .flatMap((group) => securityRules(assembly, group, 'Ingress'))
      .flatMap(({ from, traffic }) => {
        const source = assembly.target(from, traffic.SourceSecurityGroupId);
        return inVpc
          .filter((caller) => caller.groups.some((group) => same(group, source)))
          .map((caller) => arrow(caller.resource, to, protocols[traffic.FromPort ?? 0] ?? 'connects'));
      }),
  );
}

const protocols: Record<number, string> = { 80: 'HTTP', 8080: 'HTTP', 5432: 'SQL' };

function groupsOf(assembly: Assembly, resource: Resource): Resource[] {
  const { SecurityGroups, VPCSecurityGroups, VpcConfig, NetworkConfiguration } =
    resource.properties as Guarded;
  return [
    ...(SecurityGroups ?? []),
    ...(VPCSecurityGroups ?? []),
    ...(VpcConfig?.SecurityGroupIds ?? []),
    ...(NetworkConfiguration?.AwsvpcConfiguration?.SecurityGroups ?? []),
  ].flatMap((group) => assembly.target(resource, group) ?? []);
}

const schedules = (assembly: Assembly): Arrow[] =>
  assembly.resources<{ Targets?: { Arn?: unknown }[] }>('AWS::Events::Rule').flatMap((rule) =>
    (rule.properties.Targets ?? []).flatMap(({ Arn }) => {
      const to = assembly.target(rule, Arn);
      return to ? [arrow(rule, to, 'runs')] : [];
    }),
  );

/** A load balancer to the service whose tasks it calls; the port is open besides. */
const targets = (assembly: Assembly): Arrow[] => {
  const services = assembly.resources<{ LoadBalancers?: { TargetGroupArn?: unknown }[] }>(
    'AWS::ECS::Service',
  );
  const listeners = assembly.resources<{ LoadBalancerArn?: unknown; DefaultActions?: unknown }>(
    'AWS::ElasticLoadBalancingV2::Listener',
  );
  return listeners.flatMap((listener) => {
    const balancer = assembly.target(listener, listener.properties.LoadBalancerArn);
    const groups = assembly.targets(listener, listener.properties.DefaultActions);
    const behind = services.filter((service) =>
      assembly
        .targets(service, service.properties.LoadBalancers)
        .some((group) => groups.some((other) => same(group, other))),
    );
    return balancer ? behind.map((service) => arrow(balancer, service, 'HTTP')) : [];
  });
};
