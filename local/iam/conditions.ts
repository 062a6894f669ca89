import { z } from 'zod';
import { listOf } from './lists.ts';
import { resourcePattern } from './wildcards.ts';

/** The condition keys that have a value here. All others stop the start: what they would decide is not known. */
const conditionKeys = [
  'aws:PrincipalAccount',
  'aws:RequestedRegion',
  'aws:ResourceAccount',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
] as const;

/** What is known of a request when a condition is evaluated. */
export type ConditionContext = Partial<Record<(typeof conditionKeys)[number], string>>;

type Test = (expected: string, actual: string) => boolean;
const isEqual: Test = (expected, actual) => expected === actual;
const isLike: Test = (expected, actual) => resourcePattern(expected).test(actual);
const operators: Record<'StringEquals' | 'StringLike' | 'ArnEquals' | 'ArnLike' | 'Bool', Test> = {
  StringEquals: isEqual,
  StringLike: isLike,
  ArnEquals: isLike,
  ArnLike: isLike,
  Bool: isEqual,
};

const value = z.union([z.string(), z.boolean().transform(String)]);
const keys = z.strictObject(Object.fromEntries(conditionKeys.map((key) => [key, listOf(value).optional()])));

/** The Condition element: the operators and keys that are understood here, and no others. */
export const conditionSchema = z.strictObject(
  Object.fromEntries(Object.keys(operators).map((operator) => [operator, keys.optional()])),
);
export type Condition = z.infer<typeof conditionSchema>;

/**
 * Whether every key has one of its values. A key that the request lacks does not match.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function conditionHolds(condition: Condition, context: ConditionContext): boolean {
  return Object.entries(condition).every(([operator, expected]) =>
    Object.entries(expected ?? {}).every(([key, values = []]) => {
      const actual = context[key as keyof ConditionContext];
      const test = operators[operator as keyof typeof operators];
      return actual !== undefined && values.some((each) => test(each, actual));
    }),
  );
}
