import { resolve, type Scope } from './intrinsics.ts';
import type { Stack } from './template.ts';

/** One output of a stack, as DescribeStacks answers it. */
export interface StackOutput {
  key: string;
  value: string;
  description: string | undefined;
  exportName: string | undefined;
}

/** The outputs whose condition holds, with their values. */
export function outputsOf(stack: Stack, scope: Scope): StackOutput[] {
  return Object.entries(stack.template.Outputs)
    .filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition))
    .map(([key, { Value, Description, Export }]) => ({
      key,
      value: String(resolve(Value, scope)),
      description: Description,
      exportName: Export && String(resolve(Export.Name, scope)),
    }));
}
