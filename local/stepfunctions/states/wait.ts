import { z } from 'zod';
import { stateType } from '../compiler.ts';
import { isExpression } from '../expressions.ts';
import { evaluateAs, isSeconds, isString } from '../visit.ts';
import { assignField, commonFields, expression, nextFields, nextOrEnd, outputField } from './fields.ts';

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const isTimestamp = (value: unknown): value is string => isString(value) && timestamp.test(value);

const fields = z.strictObject({
  ...commonFields,
  ...nextFields,
  ...assignField,
  ...outputField,
  Seconds: z.union([z.int().min(0).max(99_999_999), expression]).optional(),
  Timestamp: z
    .string()
    .refine((text) => isExpression(text) || isTimestamp(text), {
      error: 'expected an RFC 3339 time such as 2030-01-31T12:00:00Z',
    })
    .optional(),
});

/** Wait: for Seconds, or until Timestamp (RFC 3339), which may be over already. */
export const wait = stateType({
  schema: nextOrEnd(fields).refine(
    ({ Seconds, Timestamp }) => (Seconds === undefined) !== (Timestamp === undefined),
    {
      error: 'must have either Seconds or Timestamp',
    },
  ),
  compile({ Seconds, Timestamp, ...fields }, compiler) {
    const exit = compiler.exit(fields);
    const seconds = compiler.optionalTemplate(Seconds, 'Seconds');
    const until = compiler.template(Timestamp, 'Timestamp');
    return async (visit) => {
      const pause = seconds
        ? await evaluateAs(visit, 'Seconds', seconds, 'a whole number from 0 to 99999999', isSeconds)
        : (Date.parse(await evaluateAs(visit, 'Timestamp', until, 'an RFC 3339 time', isTimestamp)) -
            Date.now()) /
          1000;
      await visit.thread.scope.sleep(visit.execution.runtime.milliseconds(Math.max(0, pause)));
      return visit.leave(exit, visit.input);
    };
  },
});
