import { z } from 'zod';
import { stateType } from '../compiler.ts';
import { fieldFailure, isExpression, type Template } from '../expressions.ts';
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

const literal = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
/** What an expression returns is read more generously. */
const computed = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i;

const fields = z.strictObject({
  ...commonFields,
  ...nextFields,
  ...assignField,
  ...outputField,
  Seconds: z.union([z.int().min(0).max(mostSeconds), numberExpression]).optional(),
  Timestamp: z
    .string()
    .refine((text) => isExpression(text) || timeOf(text, literal) !== undefined, {
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
  const end = timeOf(time, computed);
  if (end !== undefined) return Math.max(0, (end - visit.execution.runtime.clock.now()) / 1000);
  const form = 'an ISO-8601 extended offset date-time format string';
  throw fieldFailure('Timestamp', `The Timestamp field cannot be parsed as ${form}: ${time}`);
}

/** Undefined for another form, and for a day or a time of day that there is not. */
function timeOf(text: string, form: RegExp): number | undefined {
  const [time, day] = [Date.parse(text), text.slice(0, 10)];
  if (!form.test(text) || Number.isNaN(time)) return undefined;
  return new Date(day).toISOString().startsWith(day) ? time : undefined;
}
