import { expect, test } from 'vitest';
import { interruptDatabase } from './outage.ts';

/** A database that notes when it was stopped and started. */
function database() {
  const seen: { what: string; at: number }[] = [];
  const note = (what: string) => async () => void seen.push({ what, at: Date.now() });
  return { seen, database: { stop: note('stop'), start: note('start') } };
}

test('the database is away from the intended moment on, for so long', async () => {
  const { seen, ...target } = database();
  const startedAt = Date.now() - 1_000;
  const { signal } = new AbortController();
  await interruptDatabase(target, { afterSeconds: 1.05, seconds: 0.1 }, startedAt, signal);
  const [stopped, started] = seen;
  expect(seen.map(({ what }) => what)).toEqual(['stop', 'start']);
  // A timer may be a millisecond early.
  expect(stopped?.at).toBeGreaterThanOrEqual(startedAt + 1_049);
  expect(started?.at).toBeGreaterThanOrEqual(startedAt + 1_149);
});

test('whoever ends the run early has the database back at once', async () => {
  const { seen, ...target } = database();
  const run = new AbortController();
  target.database.stop = async () => {
    seen.push({ what: 'stop', at: Date.now() });
    run.abort();
  };
  await interruptDatabase(target, { afterSeconds: 0, seconds: 60 }, Date.now(), run.signal);
  expect(seen.map(({ what }) => what)).toEqual(['stop', 'start']);
});

test('a run that ended before leaves the database alone', async () => {
  const { seen, ...target } = database();
  await interruptDatabase(target, { afterSeconds: 60, seconds: 60 }, Date.now(), AbortSignal.abort());
  expect(seen).toEqual([]);
});

test('a database that is not ours is refused', async () => {
  const { signal } = new AbortController();
  const interrupted = interruptDatabase({}, { afterSeconds: 0, seconds: 1 }, Date.now(), signal);
  await expect(interrupted).rejects.toThrow('not ours');
});
