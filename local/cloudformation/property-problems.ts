import type { z } from 'zod';
import { isPending } from './pending.ts';

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with a resource's properties, a line each, after the resource's own type:
 * `AWS::SQS::Queue has a property RedrivePolicy.x that the local run does not understand`.
 * Values that are still pending cannot be judged and are passed over.
 */
export function propertyProblems(type: string, properties: unknown, error: z.ZodError): string[] {
  return judge(error.issues, properties).map((issue) => describe(type, issue));
}

function judge(issues: Issue[], properties: unknown): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return [issue];
    const value = valueAt(properties, issue.path);
    if (issue.code === 'invalid_union') return judgeUnion(issue, value);
    return isPending(value) ? [] : [issue];
  });
}

/** The complaints of the alternative that fits best: none when one only waits for pending values. */
function judgeUnion(issue: z.core.$ZodIssueInvalidUnion, value: unknown): Issue[] {
  const alternatives = issue.errors.map((issues) => judge(issues, value));
  const [best] = alternatives.toSorted((a, b) => score(a) - score(b));
  if (!best) return isPending(value) ? [] : [issue];
  return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** An alternative that only meets unknown keys is closer than one of another kind. */
function score(issues: Issue[]): number {
  return issues.reduce((sum, { code }) => sum + (code === 'unrecognized_keys' ? 1 : 10), 0);
}

function describe(type: string, issue: Issue): string {
  if (issue.code !== 'unrecognized_keys') return `${type}, property ${dotted(issue.path)}: ${issue.message}`;
  const names = issue.keys.map((key) => dotted([...issue.path, key])).join(', ');
  const subject = issue.keys.length === 1 ? 'a property' : 'the properties';
  return `${type} has ${subject} ${names} that the local run does not understand`;
}

function dotted(path: PropertyKey[]): string {
  return path.map(String).join('.');
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (holder, key) =>
      typeof holder === 'object' && holder !== null
        ? (holder as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}
