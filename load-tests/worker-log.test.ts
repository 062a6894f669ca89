import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type PlayedTarget, startTarget } from './testing.ts';
import { durationIn, followWorkerLog } from './worker-log.ts';

describe('the duration in a REPORT line', () => {
  const report = (...fields: string[]) => ['REPORT RequestId: 3f0c', ...fields, ''].join('\t');
  const duration = 'Duration: 151.27 ms';

  test.each([
    [151.27, report(duration, 'Billed Duration: 152 ms', 'Memory Size: 512 MB', 'Init Duration: 409.5 ms')],
    [151.27, report('Billed Duration: 152 ms', 'Init Duration: 409.5 ms', duration)],
    [0.9, report('Duration: 0.90 ms', 'Billed Duration: 1 ms')],
    [12, report('Duration: 12 ms')],
    [undefined, report('Billed Duration: 152 ms', 'Init Duration: 409.5 ms')],
    [undefined, '{"message":"Duration: 12 ms"}'],
  ])('is %s: neither what is billed nor the start', (milliseconds, line) => {
    expect(durationIn(line)).toBe(milliseconds);
  });
});

describe('the worker’s log', () => {
  const began = Date.parse('2026-11-24T10:00:00Z');
  let now: number;
  let played: PlayedTarget;

  beforeEach(async () => {
    now = began;
    // Not fake timers: those go on while a condition is polled.
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    played = await startTarget();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await played.stop();
  });

  /** Writes lines, so many milliseconds after the beginning. */
  function logAt(milliseconds: number, ...lines: string[]): void {
    now = began + milliseconds;
    for (const line of lines) played.log(line);
  }
  /** Follows the log, which is written meanwhile, and ends a second after the last line. */
  async function followed(write: () => void | Promise<void>) {
    const over = new AbortController();
    const following = followWorkerLog(played.target, over.signal);
    await write();
    now += 1000;
    over.abort();
    return following;
  }

  test('says when each invocation ended and how long it took', async () => {
    const { invocations } = await followed(() => {
      logAt(10, 'START RequestId: a', 'REPORT RequestId: a\tDuration: 9.50 ms\tBilled Duration: 10 ms');
      logAt(20, 'END RequestId: b', 'REPORT RequestId: b\tDuration: 3.00 ms\tBilled Duration: 3 ms');
    });
    expect(invocations).toEqual([
      { at: began + 10, milliseconds: 9.5 },
      { at: began + 20, milliseconds: 3 },
    ]);
  });

  test('says how often PostgreSQL had no session left, whichever limit it met', async () => {
    const { refusedSessions } = await followed(() => {
      logAt(
        10,
        '{"level":"ERROR","message":"too many connections for role \\"ledger\\""}',
        '{"message":"remaining connection slots are reserved for roles with the SUPERUSER attribute"}',
        '{"message":"sorry, too many clients already"}',
        '{"message":"Connection terminated due to connection timeout"}',
      );
      logAt(20, '{"level":"ERROR","message":"too many connections for role \\"ledger\\""}');
    });
    expect(refusedSessions).toBe(4);
  });

  test('is read in parts, and no line belongs to two of them or to none', async () => {
    const log = vi.spyOn(played.target.logs, 'send');
    const report = (at: number) => logAt(at, `REPORT RequestId: a\tDuration: ${at} ms`);
    const { invocations } = await followed(async () => {
      for (const at of [1998, 1999, 2000]) report(at);
      await expect.poll(() => log.mock.settledResults.map(({ type }) => type)).toEqual(aPart);
      for (const at of [2000, 2001]) report(at);
    });
    expect(log).toHaveBeenCalledTimes(2 * aPart.length);
    expect(invocations.map(({ milliseconds }) => milliseconds)).toEqual([1998, 1999, 2000, 2000, 2001]);
  });

  /** The invocations, and three ways to refuse a session. */
  const aPart = Array(4).fill('fulfilled');

  test('is read from the call on: what was before belongs to another run', async () => {
    logAt(-10, 'REPORT RequestId: a\tDuration: 9.50 ms', 'sorry, too many clients already');
    now = began;
    expect(await followed(() => {})).toEqual({ invocations: [], refusedSessions: 0 });
  });
});
