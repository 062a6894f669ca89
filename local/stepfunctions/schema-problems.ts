import type { z } from 'zod';
import { type Problem, problem } from './diagnostics.ts';

type Issue = z.core.$ZodIssue;

/** What AWS says for a field in whose place another may stand, also one that only JSONPath has. */
const alternatives: Record<string, string> = {
  ItemProcessor: 'This object should have only one of the following fields: [ItemProcessor, Iterator]',
  Condition: 'The object must have only one of the following fields, [And, Or, Not, Variable, Condition]',
};

/** Checks a part of a definition. What does not fit is told in the words of AWS, as far as those are known. */
export function checkSchema<Fields>(
  schema: z.ZodType<Fields>,
  raw: unknown,
  path: string,
): { data: Fields } | { issues: Issue[]; problems: Problem[] } {
  const checked = schema.safeParse(raw, { reportInput: true });
  if (checked.success) return { data: checked.data };
  const { issues } = checked.error;
  return { issues, problems: issues.flatMap((issue) => describe(issue, issues, path)) };
}

function describe(issue: Issue, all: Issue[], path: string): Problem[] {
  const at = locationOf(issue, path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => problem(at, `Field '${key}' is not supported`));
  if (!isMissing(issue)) return [problem(at, textOf(issue))];
  const parent = parentOf(issue, path);
  const choice = alternatives[nameOf(issue)];
  if (choice) return [problem(parent, choice)];
  const together = all.filter(
    (other) => isMissing(other) && !alternatives[nameOf(other)] && parentOf(other, path) === parent,
  );
  if (together[0] !== issue) return [];
  return [problem(parent || '/', `These fields are required: [${together.map(nameOf).join(', ')}]`)];
}

function nameOf({ path }: Issue): string {
  return String(path.at(-1));
}

/** JSON has no undefined: what is undefined is not there. */
function isMissing({ code, input, path }: Issue): boolean {
  return input === undefined && path.length > 0 && (code === 'invalid_type' || code === 'invalid_union');
}

function parentOf(issue: Issue, path: string): string {
  return locationOf({ path: issue.path.slice(0, -1) }, path);
}

function locationOf({ path: steps }: Pick<Issue, 'path'>, path: string): string {
  return steps.reduce<string>(
    (sum, step) => (typeof step === 'number' ? `${sum}[${step}]` : `${sum}/${String(step)}`),
    path,
  );
}

function textOf(issue: Issue): string {
  if (issue.code === 'too_small')
    return issue.origin === 'array' ? 'Value cannot be empty' : `Minimum value is ${issue.minimum}`;
  if (issue.code === 'too_big') return `Maximum value is ${issue.maximum}`;
  if (issue.code === 'invalid_value')
    return `Value should be one of the following: [${issue.values.join(', ')}]`;
  if (issue.code === 'invalid_type' && issue.expected === 'string') return 'Expected value of type [STRING]';
  return issue.message;
}
