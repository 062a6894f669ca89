import { describe, expect, test } from 'vitest';
import { goodSnapshot } from '../testing.ts';
import { type Break, breaks, timelineOf, withOrder } from './breaks.ts';
import { audit, rules } from './index.ts';

test('a run that kept every promise has nothing to say', () => {
  expect(audit(goodSnapshot)).toEqual({
    ...{ stuck: 0, lost: 0, duplicateEffects: 0, oversold: 0, moneyMismatch: 0 },
    reasons: [],
  });
});

describe('the audit fails without', () => {
  test.each(breaks)('$safeguard', ({ change, count, says }) => {
    const found = audit({ ...goodSnapshot, ...change });
    expect(found.reasons).toContainEqual(expect.stringContaining(says));
    expect(found[count]).toBeGreaterThan(0);
  });

  test('any rule: each is broken by one of these', () => {
    const said = breaks.flatMap(({ change }) => audit({ ...goodSnapshot, ...change }).reasons);
    const silent = rules.filter(({ wrong }) => !said.some((reason) => reason.includes(wrong)));
    expect(silent.map(({ wrong }) => wrong)).toEqual([]);
  });
});

test('an order whose workflow runs is on its way, and so is one whose refund is in the queue', () => {
  const running = withOrder('unpaid', {
    status: 'AWAITING_PAYMENT',
    timeline: timelineOf('unpaid').slice(0, 3),
  });
  const executions = [{ orderId: 'unpaid', status: 'RUNNING' }];
  expect(audit({ ...goodSnapshot, ...running, executions }).reasons).toEqual([]);

  const asked = withOrder('refused', {
    status: 'REFUND_REQUESTED',
    timeline: timelineOf('refused').slice(0, 5),
  });
  const queued = { webhook: 0, refunds: 1 };
  expect(audit({ ...goodSnapshot, ...asked, queued }).reasons).toEqual([
    '1 queues are not empty: refunds (1 messages)',
  ]);
});

test('an order that still waits was not woken either, unless it waits for a moment only', () => {
  const { change } = breaks.find(({ safeguard }) => safeguard === 'the wake') as Break;
  const waiting = withOrder('unpaid', {
    status: 'AWAITING_PAYMENT',
    timeline: timelineOf('unpaid').slice(0, 3),
  });
  const executions = [{ orderId: 'unpaid', status: 'RUNNING' }];
  const reasonsAfter = (milliseconds: number) => {
    const takenAt = Date.parse(timelineOf('unpaid')[2]?.at ?? '') + milliseconds;
    return audit({ ...goodSnapshot, ...change, ...waiting, executions, takenAt }).reasons.join();
  };
  expect(reasonsAfter(40_000)).toContain('1 orders went on waiting for 30 s');
  expect(reasonsAfter(5_000)).not.toContain('went on waiting');
});

test('an order that is given up while its event was a dead letter was not forgotten by the workers', () => {
  const { change } = breaks.find(({ safeguard }) => safeguard === 'the wake') as Break;
  const { reasons } = audit({ ...goodSnapshot, ...change, deadLettered: ['evt_2'] });
  expect(reasons.join()).not.toContain('went on waiting');
});
