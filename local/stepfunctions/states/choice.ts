import { z } from 'zod';
import { stateType } from '../compiler.ts';
import { InterpreterFailure } from '../failures.ts';
import { evaluateAs } from '../visit.ts';
import { assignField, commonFields, expression, outputField } from './fields.ts';

const rule = z.strictObject({
  Comment: z.string().optional(),
  Condition: z.union([z.boolean(), expression]),
  Next: z.string(),
  ...assignField,
  ...outputField,
});

/**
 * Choice: the first rule whose Condition is true. Assign and Output of the state itself belong to Default; a rule has its
 * own. Without a match and a Default the state fails with States.Runtime, which nothing catches.
 */
export const choice = stateType({
  schema: z.strictObject({
    ...commonFields,
    ...assignField,
    ...outputField,
    Choices: z.array(rule).nonempty(),
    Default: z.string().optional(),
  }),
  compile(fields, compiler) {
    const rules = fields.Choices.map((fields, index) => ({
      field: `Choices[${index}]/Condition`,
      condition: compiler.template(fields.Condition, `Choices[${index}]/Condition`),
      exit: compiler.exit(fields, { at: `Choices[${index}]/` }),
    }));
    const otherwise = compiler.exit({ ...fields, Next: fields.Default });
    return async (visit) => {
      for (const { field, condition, exit } of rules) {
        if (await evaluateAs(visit, field, condition, 'boolean')) {
          return visit.leave(exit, visit.input);
        }
      }
      if (otherwise.next === undefined) {
        throw new InterpreterFailure(
          'States.Runtime',
          'Failed to transition out of the state. The state does not point to a next state.',
        );
      }
      return visit.leave(otherwise, visit.input);
    };
  },
});
