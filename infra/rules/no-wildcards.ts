import { reasonedWildcards } from './acknowledged.ts';
import { type Assembly, listOf, literalText } from './assembly.ts';
import { actionsOf, type Grant, grants } from './policies.ts';
import type { Finding, Rule } from './rule.ts';

/** What a policy allows is named, action by action and resource by resource, unless a reason is written down. */
export const noWildcards: Rule = {
  name: 'no-wildcards',
  check: (assembly) =>
    grants(assembly).flatMap((grant) =>
      wildcardsIn(assembly, grant).map(
        (found): Finding => ({
          resource: grant.holder,
          message: `allows ${found}. Name each action and resource, or write the reason into reasonedWildcards of infra/rules/acknowledged.ts.`,
        }),
      ),
    ),
};

function wildcardsIn(assembly: Assembly, { holder, statement }: Grant): string[] {
  if (statement.NotAction || statement.NotResource) return ['all but a few, by NotAction or NotResource'];
  // References are shown by their names: a * that is left is one that the policy itself says.
  const nameOf = (reference: unknown) => assembly.target(holder, reference)?.id ?? JSON.stringify(reference);
  const resources = listOf(statement.Resource).map((resource) => literalText(resource, nameOf));
  return resources.flatMap((resource) => {
    const actions = actionsOf(statement).filter(
      (action) => (action.includes('*') || resource.includes('*')) && !hasReason(action, resource),
    );
    return actions.length > 0 ? [`${actions.join(', ')} on ${resource}`] : [];
  });
}

const hasReason = (action: string, resource: string): boolean =>
  reasonedWildcards.some(({ actions, on }) => actions.includes(action) && on === resource);
