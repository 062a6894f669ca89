import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Functions } from '../lambda/functions.ts';
import { systemWith } from '../testing.ts';
import { rule } from './rule.ts';
import { parseSchedule } from './schedule.ts';

describe('a schedule', () => {
  test.each([
    ['rate(1 minute)', '2026-11-01T10:00:30Z', '2026-11-01T10:01:30Z'],
    ['rate(2 days)', '2026-11-01T10:00:00Z', '2026-11-03T10:00:00Z'],
    ['cron(0/15 * * * ? *)', '2026-11-01T10:01:00Z', '2026-11-01T10:15:00Z'],
    ['cron(30 8,17 ? * 2-6 *)', '2026-11-06T17:30:00Z', '2026-11-09T08:30:00Z'],
    ['cron(0 0 1 1 ? *)', '2026-11-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ])('%s fires after %s at %s', (expression, from, expected) => {
    expect(parseSchedule(expression)(new Date(from))).toEqual(new Date(expected));
  });

  test('that has fired for the last time does not fire again', () => {
    const schedule = parseSchedule('cron(0 12 1 11 ? 2026)');
    const last = new Date('2026-11-01T12:00:00Z');
    expect(schedule(new Date('2026-11-01T10:00:00Z'))).toEqual(last);
    expect(schedule(last)).toBeUndefined();
  });

  test.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 hours)',
    'cron(* * * * MON *)',
    'cron(* *)',
    'at(noon)',
  ])('%s is refused by its name', (expression) => {
    expect(() => parseSchedule(expression)).toThrow(expression);
  });
});

const sweep = 'arn:aws:lambda:us-east-1:000000000000:function:sweep';

describe('a rule', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-01T10:00:00Z') }));
  afterEach(() => void vi.useRealTimers());

  async function ruleWith(properties: object) {
    const invoked: { arn: string; payload: string }[] = [];
    const functions = {
      async invoke(arn: string, { payload }: { payload: string }) {
        invoked.push({ arn, payload });
      },
    } as unknown as Functions;
    const system = systemWith({ functions });
    const parsed = rule.properties.parse({ ScheduleExpression: 'rate(5 minutes)', ...properties });
    const created = await rule.create(
      { logicalId: 'Sweep', physicalId: 'shop-Sweep', properties: parsed },
      system,
    );
    await created.start?.();
    return { created, invoked };
  }

  test('sends a Scheduled Event to its function each time, until it is stopped', async () => {
    const { created, invoked } = await ruleWith({ Targets: [{ Id: 'Target0', Arn: sweep }] });
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    await created.stop?.();
    await vi.advanceTimersByTimeAsync(10 * 60_000);

    expect(invoked.map(({ payload }) => JSON.parse(payload).time)).toEqual([
      '2026-11-01T10:05:00Z',
      '2026-11-01T10:10:00Z',
    ]);
    expect(JSON.parse(invoked[0]?.payload ?? '')).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      resources: ['arn:aws:events:us-east-1:000000000000:rule/shop-Sweep'],
    });
  });

  test('sends its constant input instead, if it has one', async () => {
    const { created, invoked } = await ruleWith({
      Targets: [{ Id: 'T', Arn: sweep, Input: '{"a":1}' }],
    });
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    await created.stop?.();
    expect(invoked).toEqual([{ arn: sweep, payload: '{"a":1}' }]);
  });

  test('of one point in time runs once', async () => {
    const { invoked } = await ruleWith({
      ScheduleExpression: 'cron(30 10 1 11 ? 2026)',
      Targets: [{ Id: 'T', Arn: sweep }],
    });
    await vi.advanceTimersByTimeAsync(24 * 60 * 60_000);
    expect(invoked).toHaveLength(1);
  });

  test('has functions as targets only', async () => {
    const Targets = [{ Id: 'T', Arn: 'arn:aws:sqs:us-east-1:000000000000:queue' }];
    await expect(ruleWith({ Targets })).rejects.toThrow('only functions are targets here');
  });

  test('does nothing while it is disabled', async () => {
    const { invoked } = await ruleWith({ State: 'DISABLED', Targets: [{ Id: 'T', Arn: sweep }] });
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(invoked).toEqual([]);
  });
});
