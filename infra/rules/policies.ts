import { type Assembly, listOf, type Resource, same } from './assembly.ts';

/** An IAM statement. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: unknown;
  NotResource?: unknown;
  Condition?: object;
}

interface Document {
  Statement: Statement | Statement[];
}

interface PolicyProperties {
  PolicyDocument: Document;
  Roles?: unknown[];
}

interface RoleProperties {
  AssumeRolePolicyDocument?: {
    Statement: { Effect: string; Principal?: Record<string, unknown> }[];
  };
  ManagedPolicyArns?: unknown[];
  Policies?: { PolicyDocument: Document }[];
}

export type Role = Resource<RoleProperties>;

/** A statement that allows, and the resource of the template in which it stands. */
export interface Grant {
  holder: Resource;
  statement: Statement;
}

/** Everything that the template's own policies allow; AWS's managed policies are not part of it. */
export function grants(assembly: Assembly): Grant[] {
  const policies = [
    ...assembly.resources<PolicyProperties>('AWS::IAM::Policy'),
    ...assembly.resources<PolicyProperties>('AWS::IAM::ManagedPolicy'),
  ].flatMap((policy) => allowed(policy, policy.properties.PolicyDocument));
  const inline = assembly
    .resources<RoleProperties>('AWS::IAM::Role')
    .flatMap((role) =>
      (role.properties.Policies ?? []).flatMap(({ PolicyDocument }) => allowed(role, PolicyDocument)),
    );
  return [...policies, ...inline];
}

/** What one role is allowed. */
export function grantsOf(assembly: Assembly, role: Role): Grant[] {
  return grants(assembly).filter(
    ({ holder }) =>
      same(holder, role) ||
      (holder as Resource<PolicyProperties>).properties.Roles?.some((ref) =>
        same(assembly.target(holder, ref), role),
      ),
  );
}

/** Actions of a statement, in their own spelling. */
export const actionsOf = ({ Action: action }: Statement): string[] => listOf(action);

const allowed = (holder: Resource, document: Document): Grant[] =>
  listOf(document.Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .map((statement) => ({ holder, statement }));
