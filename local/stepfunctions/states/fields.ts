import { z } from 'zod';
import { isExpression } from '../expressions.ts';
import { recoveryFields } from '../retry-catch.ts';
import { mostSeconds } from '../visit.ts';

/** Fields that every state may have. */
export const commonFields = {
  Type: z.string(),
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata').optional(),
};

export const outputField = { Output: z.unknown().optional() };
export const assignField = { Assign: z.record(z.string(), z.unknown()).optional() };

/** Either Next or End, which `nextOrEnd` checks. */
export const nextFields = { Next: z.string().optional(), End: z.boolean().optional() };

/** Fields of the states that do work which may fail: Task, Parallel and Map. */
export const workFields = {
  ...commonFields,
  ...nextFields,
  ...assignField,
  ...outputField,
  ...recoveryFields,
};

/** A string that is a JSONata expression as a whole. */
export const expression = z
  .string()
  .refine(isExpression, { error: 'expected a JSONata expression {% ... %}' });

/** Such a string where a number may stand, too. */
export const numberExpression = z.string().refine(isExpression, { error: 'Expected value of type Integer' });

/** Whole seconds, or an expression for them. */
export const seconds = z.union([z.int().min(1).max(mostSeconds), numberExpression]);

/** Refuses a state that has both Next and End, or neither. */
export function nextOrEnd<Fields extends { Next?: string | undefined; End?: boolean | undefined }>(
  schema: z.ZodType<Fields>,
): z.ZodType<Fields> {
  return onlyOne(schema, 'Next, End', ({ Next, End }) => Number(Next !== undefined) + Number(End === true));
}

/** Refuses an object with none or several of some fields. */
export function onlyOne<Fields>(
  schema: z.ZodType<Fields>,
  names: string,
  count: (fields: Fields) => number,
): z.ZodType<Fields> {
  return schema
    .refine((fields) => count(fields) < 2, {
      error: `There should only be one of the following fields: [${names}]`,
    })
    .refine((fields) => count(fields) > 0, {
      error: `This object should have only one of the following fields: [${names}]`,
    });
}

/** States of their own: a branch of a Parallel or the item processor of a Map. Its states are checked one by one. */
export const blockFields = {
  Comment: z.string().optional(),
  States: z.record(z.string(), z.unknown()),
  StartAt: z.string(),
};
