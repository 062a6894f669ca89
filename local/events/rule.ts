import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { messageOf } from '../error-message.ts';
import { resourceType } from '../resource.ts';
import type { LocalSystem } from '../system.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import { follow } from './timer.ts';

const target = z.strictObject({
  Id: z.string(),
  Arn: z.string().regex(/^arn:aws:lambda:/, 'only functions are targets here'),
  Input: z.string().optional(),
});

const properties = z.strictObject({
  Name: z.string().optional(),
  ScheduleExpression: z.string().transform((expression, context): Schedule => {
    try {
      return parseSchedule(expression);
    } catch (error) {
      context.addIssue(String(error));
      return z.NEVER;
    }
  }),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(target).default([]),
});

/** A rule of EventBridge that runs on a schedule and invokes functions. */
export const rule = resourceType<z.infer<typeof properties>>({
  type: 'AWS::Events::Rule',
  properties,
  create({ physicalId, properties: { Name = physicalId, ScheduleExpression, State, Targets } }, system) {
    const arn = system.arn('events', `rule/${Name}`);
    const fire = (time: Date) => {
      for (const { Arn, Input = scheduledEvent(arn, time, system) } of Targets) {
        system.functions
          .invoke(Arn, { payload: Input, invocationType: 'Event' })
          .catch((error: unknown) =>
            system.log({ source: `events/${Name}`, line: `${Arn}: ${messageOf(error)}` }),
          );
      }
    };
    let stop = () => {};
    return {
      ref: Name,
      attributes: { Arn: arn },
      start: () => {
        if (State === 'ENABLED') stop = follow(ScheduleExpression, system.milliseconds, fire);
      },
      stop: () => stop(),
    };
  },
});

/** https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-scheduled.html (`events-structure` for the fields). */
function scheduledEvent(ruleArn: string, time: Date, { accountId, region }: LocalSystem): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: `${time.toISOString().slice(0, 19)}Z`,
    region,
    resources: [ruleArn],
    detail: {},
  });
}
