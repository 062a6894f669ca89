import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../commands/lib/command.ts';
import { ProgressLine } from './progress.ts';
import { runScenario } from './run.ts';
import type { ScenarioName } from './scenarios.ts';
import { type PlayedTarget, startTarget } from './testing.ts';

let played: PlayedTarget;
const written: string[] = [];
beforeAll(async () => {
  played = await startTarget();
});
afterAll(() => played.stop());

function run(scenario: ScenarioName) {
  const stream = { isTTY: false, write: (text: string) => written.push(text) };
  const progress = new ProgressLine(stream as unknown as NodeJS.WriteStream);
  return runScenario(played.target, { scenario, seed: 1, signal: new AbortController().signal, progress });
}

test('nothing is begun while the queue holds messages: they would be taken for the run’s own', async () => {
  for (const body of ['waits', 'is in flight']) played.queue.send({ body });
  await played.queue.receive({});
  await expect(run('steady')).rejects.toThrow('holds 2 messages already');
  expect(written).toEqual([]);
});

test('the database of a system that runs elsewhere is not taken away', async () => {
  await expect(run('outage')).rejects.toThrow(UsageError);
  expect(written).toEqual([]);
});
