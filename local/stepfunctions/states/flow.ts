import { z } from 'zod';
import { stateType } from '../compiler.ts';
import { StateFailure } from '../failures.ts';
import { evaluateAs, isString } from '../visit.ts';
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
  compile({ Error: error, Cause: cause }, compiler) {
    const errorTemplate = compiler.template(error ?? '', 'Error');
    const causeTemplate = compiler.optionalTemplate(cause, 'Cause');
    return async (visit) => {
      const name = await evaluateAs(visit, 'Error', errorTemplate, 'a string', isString);
      throw new StateFailure(
        name,
        causeTemplate && (await evaluateAs(visit, 'Cause', causeTemplate, 'a string', isString)),
      );
    };
  },
});
