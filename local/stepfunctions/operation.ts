import type { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import type { ApiCaller, Operation } from '../endpoint/service.ts';

/** Checks an operation's input: what does not fit is a ValidationException naming each member. */
export function operation<Input>(
  schema: z.ZodType<Input>,
  run: (input: Input, caller: ApiCaller) => object,
): Operation {
  return (input, caller) => {
    const checked = schema.safeParse(input, { reportInput: true });
    if (checked.success) return run(checked.data, caller);
    const problems = checked.error.issues.map(textOf);
    throw new AwsError(
      'ValidationException',
      `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`,
    );
  };
}

/** AWS does not repeat the value of inputs and outputs. */
function textOf(issue: z.core.$ZodIssue): string {
  const { input, code } = issue;
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const given = input === undefined ? ' null' : ` '${text}'`;
  const value = code === 'custom' ? '' : given;
  return `Value${value} at '${issue.path.join('.')}' failed to satisfy constraint: ${constraintOf(issue)}`;
}

function constraintOf(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined) return 'Member must not be null';
  if (issue.code === 'invalid_value')
    return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
  if (issue.code === 'too_big')
    return `Member must have ${issue.origin === 'string' ? 'length' : 'value'} less than or equal to ${issue.maximum}`;
  if (issue.code === 'too_small')
    return `Member must have ${issue.origin === 'string' ? 'length' : 'value'} greater than or equal to ${issue.minimum}`;
  return issue.message;
}
