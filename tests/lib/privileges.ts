import { join } from 'node:path';
import { Assembly, listOf, literalText, type Resource, same } from '../../infra/rules/assembly.ts';
import { actionsOf, type Grant, grantsOf, type Role, type Statement } from '../../infra/rules/policies.ts';

/** What somebody may do with one resource. */
interface Privilege {
  who: string;
  on: string;
  may: string;
}

const everyFunction = 'every function';

/** Everything that the roles of a synthesised app allow, as a markdown table: who may do what with which resources. */
export function privilegeTable(assemblyDir: string, stacks: string[]): string {
  const assembly = new Assembly(stacks.map((stack) => join(assemblyDir, `${stack}.template.json`)));
  const roles = assembly.resources('AWS::IAM::Role') as Role[];
  const functions = roles.filter((role) => functionOf(assembly, role));
  const all = roles.map((role) => privilegesOf(assembly, role));
  const shared = (all[roles.indexOf(functions[0] as Role)] ?? []).filter((privilege) =>
    functions.every((role) => all[roles.indexOf(role)]?.some((other) => isSame(privilege, other))),
  );
  const own = roles.flatMap((role, index) => {
    const privileges = all[index] ?? [];
    if (!functions.includes(role)) return privileges;
    return privileges.filter((privilege) => !shared.some((other) => isSame(privilege, other)));
  });
  const rows = [...shared.map((privilege) => ({ ...privilege, who: everyFunction })), ...own];
  const cells = [
    ['who', 'may', 'on'],
    ['---', '---', '---'],
    ...rows.map(({ who, may, on }) => [who, may, on]),
  ];
  return cells.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function privilegesOf(assembly: Assembly, role: Role): Privilege[] {
  const who = nameOf(functionOf(assembly, role) ?? role);
  const managed = listOf(role.properties.ManagedPolicyArns).map((arn) => ({
    who,
    may: `what AWS's ${literalText(arn).split('/').at(-1)} says`,
    on: '\\*',
  }));
  const byResource = new Map<string, Set<string>>();
  for (const grant of grantsOf(assembly, role)) {
    for (const resource of resourcesOf(assembly, grant)) {
      const actions = byResource.get(resource) ?? new Set();
      byResource.set(resource, actions);
      for (const action of allowedBy(grant.statement)) actions.add(action);
    }
  }
  const privileges = [...managed, ...byActions(who, byResource)];
  return privileges.length > 0 ? privileges : [{ who, may: 'nothing', on: '' }];
}

/** Resources with which one may do the same share a row. */
function byActions(who: string, byResource: Map<string, Set<string>>): Privilege[] {
  const sorted = [...byResource]
    .map(([on, actions]) => ({ on, may: [...actions].sort().join(', ') }))
    .toSorted((a, b) => a.on.localeCompare(b.on));
  const rows = Map.groupBy(sorted, ({ may }) => may);
  return [...rows].map(([may, same]) => ({ who, may, on: same.map(({ on }) => on).join(', ') }));
}

function allowedBy(statement: Statement): string[] {
  const condition = statement.Condition ? ` when ${JSON.stringify(statement.Condition)}` : '';
  const actions = statement.Action
    ? actionsOf(statement)
    : listOf(statement.NotAction).map((action) => `all but ${action}`);
  return actions.map((action) => `${action}${condition}`);
}

/** Resources by name: an ARN that is joined from the name of a resource and `/index/*` is that name with that ending. */
function resourcesOf(assembly: Assembly, { holder, statement }: Grant): string[] {
  const show = (reference: unknown) => {
    const target = assembly.target(holder, reference);
    return target ? nameOf(target) : `{${Object.values(reference as object).join('.')}}`;
  };
  const resources = statement.Resource
    ? listOf(statement.Resource).map((resource) => literalText(resource, show))
    : listOf(statement.NotResource).map((resource) => `all but ${literalText(resource, show)}`);
  return resources.map((resource) => resource.replaceAll('*', '\\*'));
}

function functionOf(assembly: Assembly, role: Role): Resource | undefined {
  return assembly
    .resources<{ Role?: unknown }>('AWS::Lambda::Function')
    .find((fn) => same(assembly.target(fn, fn.properties.Role), role));
}

/** The logical ID without the hash that CDK adds. */
const nameOf = ({ id }: Resource): string => id.replace(/[0-9A-F]{8}$/, '');

const isSame = (one: Privilege, other: Privilege): boolean => one.may === other.may && one.on === other.on;
