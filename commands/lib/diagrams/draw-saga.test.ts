import { expect, test } from 'vitest';
import { drawSaga } from './draw-saga.ts';
import type { Saga } from './saga.ts';
import { labels, layOut, sizes } from './saga-layout.ts';

const task = { retries: [], awaitsToken: false };
const saga: Saga = {
  steps: [
    { ...task, name: 'Take', undo: 'GiveBack', onError: { errors: ['Refused'], to: 'GiveBack' } },
    { ...task, name: 'Ship', undo: 'Stop', retries: [100, 20], awaitsToken: true },
    {
      ...task,
      name: 'Finish',
      onError: { errors: ['OrderTransitionRefused', 'TooLate', 'States.ALL'], to: 'Stop' },
    },
  ],
  rollback: ['Stop', 'GiveBack', 'Apologise', 'GiveUp'].map((name) => ({ ...task, name })),
};

test('each undo stands beside its step, and what ends the rollback stands above the undos', () => {
  const { boxes } = layOut(saga);
  const y = (name: string) => boxes[name]?.y ?? Number.NaN;
  expect(y('GiveBack')).toBe(y('Take'));
  expect(y('Stop')).toBe(y('Ship'));
  const downwards = ['GiveUp', 'Apologise', 'Take', 'Ship', 'Finish'].map(y);
  expect(downwards).toEqual([...downwards].sort((one, other) => one - other));
  expect(new Set(downwards).size).toBe(5);
});

test('no two boxes overlap and none leaves the picture', () => {
  const { boxes, bottom } = layOut(saga);
  const all = Object.values(boxes);
  for (const { x, y, width, height } of all) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(sizes.width);
    expect(y + height).toBeLessThanOrEqual(bottom);
    const above = all.filter((other) => other.x === x && other.y < y);
    for (const other of above) expect(other.y + other.height).toBeLessThan(y);
  }
});

test('the errors of a step stand on its own rung', () => {
  const { boxes, rungs } = layOut(saga);
  for (const [i, { name, onError }] of saga.steps.entries()) {
    const middle = (boxes[name]?.y ?? Number.NaN) + sizes.box.height / 2;
    const rung = rungs[i] ?? { y: Number.NaN, height: Number.NaN };
    const lowest = middle + labels(onError?.errors ?? []).length * sizes.line;
    expect(lowest).toBeLessThanOrEqual(rung.y + rung.height);
  }
});

test('the name of an error is broken where a word begins, and no line is too long for its place', () => {
  expect(labels(['OutOfStock', 'OrderTransitionRefused', 'States.ALL'])).toEqual([
    'OutOfStock',
    'OrderTransition',
    'Refused',
    'any other error',
  ]);
  expect(labels(['TransactionCanceledException']).every((line) => line.length <= 15)).toBe(true);
});

test('all that the picture shows is said in its description', () => {
  const drawn = drawSaga('A & B', saga);
  expect(drawn).toMatch(/^<svg [^>]*role="img" aria-labelledby="title description"/);
  expect(drawn).toContain('<title id="title">A &amp; B</title>');
  const description = /<desc id="description">(.*)<\/desc>/.exec(drawn)?.[1];
  expect(description).toBe(
    'Steps: Take, then Ship, then Finish. GiveBack undoes Take. Stop undoes Ship. ' +
      'When Take fails with Refused, the rollback begins at GiveBack. ' +
      'When Finish fails with OrderTransitionRefused or TooLate or any other error, the rollback begins at Stop. ' +
      'Ship is retried up to 100 + 20 times. Ship waits for its task token. ' +
      'Rollback: Stop, then GiveBack, then Apologise, then GiveUp.',
  );
});

test('every part has a colour in the light and in the dark scheme', () => {
  const drawn = drawSaga('A saga', saga);
  const [light = '', dark = ''] = (/<style>(.*)<\/style>/s.exec(drawn)?.[1] ?? '').split('@media');
  const used = new Set([...drawn.matchAll(/class="(\w+)"/g)].map(([, name]) => name));
  for (const name of used)
    for (const scheme of [light, dark])
      expect(scheme).toMatch(new RegExp(`^\\.${name} \\{[^}]*(fill|stroke): #`, 'm'));
});
