import { messageOf } from '../error-message.ts';
import { type ReadSecret, resolveDynamicReferences } from './dynamic-references.ts';
import { resolve, type Scope } from './intrinsics.ts';

/**
 * A resource's properties with every reference replaced. Throws an error with a line for each property that cannot be:
 * `AWS::SQS::Queue, property RedrivePolicy: Fn::GetAtt: the stack orders has no Dead`.
 */
export function resolveProperties(
  { type, properties }: { type: string; properties: Record<string, unknown> },
  scope: Scope,
  readSecret: ReadSecret,
): Record<string, unknown> {
  const resolved: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, property] of Object.entries(properties)) {
    try {
      const value = resolveDynamicReferences(resolve(property, scope), readSecret);
      if (value !== undefined) resolved[name] = value;
    } catch (error) {
      problems.push(`${type}, property ${name}: ${messageOf(error)}`);
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return resolved;
}
