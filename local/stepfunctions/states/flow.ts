import { z } from 'zod';
import { stateType } from '../compiler.ts';
import { StateFailure } from '../failures.ts';
import { evaluateAs } from '../visit.ts';
import { assignField, commonFields, nextFields, nextOrEnd, outputField } from './fields.ts';

/** Pass: puts out its input, or what Output says. */
export const pass = stateType({
  schema: nextOrEnd(z.strictObject({ ...commonFields, ...nextFields, ...assignField, ...outputField })),
  compile(fields, compiler) {
    const exit = compiler.exit(fields);
    return (visit) => visit.leave(exit, visit.input);
  },
});

/** Succeed: ends its execution or branch. */
export const succeed = stateType({
  schema: z.strictObject({ ...commonFields, ...outputField }),
  terminal: true,
  compile(fields, compiler) {
    const exit = compiler.exit(fields);
    return (visit) => visit.leave(exit, visit.input);
  },
});

/** Fail: ends its execution, or fails the Parallel or Map around it. */
export const fail = stateType({
  schema: z.strictObject({ ...commonFields, Error: z.string().optional(), Cause: z.string().optional() }),
  terminal: true,
  compile(fields, compiler) {
    const error = compiler.optionalTemplate(fields.Error, 'Error');
    const cause = compiler.optionalTemplate(fields.Cause, 'Cause');
    return async (visit) => {
      throw new StateFailure(
        error && (await evaluateAs(visit, 'Error', error, 'string')),
        cause && (await evaluateAs(visit, 'Cause', cause, 'string')),
      );
    };
  },
});
