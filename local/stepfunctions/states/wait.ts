import { z } from 'zod';
import { stateType } from '../compiler.ts';
import { evaluationFailure, isExpression, type Template } from '../expressions.ts';
import { evaluateAs, mostSeconds, type Visit, wholeNumber } from '../visit.ts';
import {
  assignField,
  commonFields,
  nextFields,
  nextOrEnd,
  numberExpression,
  onlyOne,
  outputField,
} from './fields.ts';

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const fields = z.strictObject({
  ...commonFields,
  ...nextFields,
  ...assignField,
  ...outputField,
  Seconds: z.union([z.int().min(0).max(mostSeconds), numberExpression]).optional(),
  Timestamp: z
    .string()
    .refine((text) => isExpression(text) || timestamp.test(text), {
      error: 'String does not match RFC3339 timestamp',
    })
    .optional(),
});

/** Wait: for Seconds, or until Timestamp (RFC 3339), which may be over already. */
export const wait = stateType({
  schema: onlyOne(
    nextOrEnd(fields),
    'SecondsPath, Seconds, TimestampPath, Timestamp',
    ({ Seconds, Timestamp }) => Number(Seconds !== undefined) + Number(Timestamp !== undefined),
  ),
  compile({ Seconds, Timestamp, ...fields }, compiler) {
    const exit = compiler.exit(fields);
    const seconds = compiler.optionalTemplate(Seconds, 'Seconds');
    const until = compiler.template(Timestamp, 'Timestamp');
    return async (visit) => {
      await visit.sleep(
        seconds ? await wholeNumber(visit, 'Seconds', seconds, 0) : await secondsUntil(visit, until),
      );
      return visit.leave(exit, visit.input);
    };
  },
});

async function secondsUntil(visit: Visit, until: Template): Promise<number> {
  const time = await evaluateAs(visit, 'Timestamp', until, 'string');
  if (!timestamp.test(time)) {
    throw evaluationFailure(
      'Timestamp',
      until,
      `returned '${time}'. Expected an RFC 3339 time such as 2030-01-31T12:00:00Z.`,
    );
  }
  return Math.max(0, (Date.parse(time) - visit.execution.runtime.clock.now()) / 1000);
}
