import { messageOf } from '../error-message.ts';
import type { ResourceType } from '../resource.ts';
import type { Scope } from './intrinsics.ts';
import { isOmittedType, withoutOmitted } from './omission.ts';
import { omittedAttribute, omittedRef } from './omitted-answers.ts';
import { outputsOf } from './outputs.ts';
import { pendingReference } from './pending.ts';
import { propertyProblems } from './property-problems.ts';
import { resolveProperties } from './resolve-properties.ts';
import { type Account, type Answers, stackId, stackScope } from './stack-scope.ts';
import type { Stack, TemplateResource } from './template.ts';
import { inDependencyOrder } from './topology.ts';

/** Finds how a resource type is run here. Custom resources are told the ID of their stack. */
export type FindType = (type: string, stackId: string) => ResourceType | undefined;

/** A resource that will be created. Its properties are not resolved, but already without those left out. */
export interface PlannedResource {
  /** `<stack>/<logical ID>` */
  id: string;
  stack: Stack;
  logicalId: string;
  type: string;
  definition: ResourceType;
  properties: Record<string, unknown>;
  needs: ReadonlySet<string>;
}

/** Everything that will be created, each resource after those that it needs. */
export interface Plan {
  stacks: Stack[];
  account: Account;
  resources: PlannedResource[];
}

/**
 * Checks all stacks before anything is created. Throws one error with a line for each thing that the local run does not
 * understand: `orders/Webhook1A2B: AWS::X::Y has a property Z that the local run does not understand`.
 */
export function planDeployment(stacks: Stack[], account: Account, findType: FindType): Plan {
  const problems: string[] = [];
  const attempt = <Result>(subject: string, work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (error) {
      problems.push(
        ...messageOf(error)
          .split('\n')
          .map((line) => `${subject}: ${line}`),
      );
      return undefined;
    }
  };

  const planned = new Map<string, PlannedResource>();
  for (const stack of stacks) {
    const scopeOf = (needs: Set<string>) =>
      stackScope(stack, stacks, account, recordingAnswers(needs, account));
    for (const [logicalId, resource] of Object.entries(stack.template.Resources)) {
      const id = `${stack.name}/${logicalId}`;
      const found = attempt(id, () => {
        const needs = new Set(resource.DependsOn.map((needed) => existingId(stack, needed)));
        const details = planResource(resource, scopeOf(needs), (type) =>
          findType(type, stackId(stack, account)),
        );
        return details && { id, stack, logicalId, needs, ...details };
      });
      if (found) planned.set(id, found);
    }
    attempt(`${stack.name} outputs`, () => outputsOf(stack, scopeOf(new Set())));
  }
  const resources = attempt('The stacks', () => ordered(planned)) ?? [];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { stacks, account, resources };
}

/** Answers nothing for a resource that will not exist here. Throws an error with a line for each problem. */
function planResource(
  { Type: type, Condition, Properties }: TemplateResource,
  scope: Scope,
  findType: (type: string) => ResourceType | undefined,
): Pick<PlannedResource, 'type' | 'definition' | 'properties'> | undefined {
  if (Condition && !scope.condition(Condition)) return undefined;
  if (isOmittedType(type)) return undefined;
  const definition = findType(type);
  if (!definition) throw new Error(`${type} is a type that the local run does not understand`);
  const properties = withoutOmitted(type, Properties);
  const resolved = resolveProperties({ type, properties }, scope, () => pendingReference('Secret'));
  const { error } = definition.properties.safeParse(resolved);
  const problems = error ? propertyProblems(type, resolved, error) : [];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { type, definition, properties };
}

function existingId(stack: Stack, logicalId: string): string {
  if (!(logicalId in stack.template.Resources))
    throw new Error(`DependsOn names ${logicalId}, which is not there`);
  return `${stack.name}/${logicalId}`;
}

/** Answers placeholders, and keeps what was asked for: that is what the resource needs. */
function recordingAnswers(needs: Set<string>, account: Account): Answers {
  return {
    ref(stack, logicalId) {
      needs.add(`${stack.name}/${logicalId}`);
      return omittedRef(stack, logicalId) ?? pendingReference(logicalId);
    },
    attribute(stack, logicalId, attribute) {
      needs.add(`${stack.name}/${logicalId}`);
      return omittedAttribute(stack, logicalId, attribute, account) ?? pendingReference(logicalId, attribute);
    },
  };
}

/** Needs that will not be created, because they are left out or their condition is false, hold nothing up. */
function ordered(planned: ReadonlyMap<string, PlannedResource>): PlannedResource[] {
  const needs = new Map(
    [...planned.values()].map((resource) => [
      resource.id,
      [...resource.needs].filter((needed) => planned.has(needed)),
    ]),
  );
  return inDependencyOrder(needs).flatMap((id) => planned.get(id) ?? []);
}
