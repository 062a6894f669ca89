import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import context from './trace-context.cjs';

test('what a run sets is seen by all that it awaits, and by no run beside it', async () => {
  const namespace = context.createNamespace('runs');
  const seen = new Set<unknown>();
  const runs: Promise<void>[] = [];
  for (const name of ['one', 'other'])
    namespace.run(() => {
      namespace.set('segment', name);
      runs.push(
        (async () => {
          await turn();
          seen.add(namespace.get('segment'));
        })(),
      );
    });
  await Promise.all(runs);
  expect(seen).toEqual(new Set(['one', 'other']));
  expect(namespace.get('segment')).toBeUndefined();
});

test('what was entered at first is seen by whoever is in no run, and by a run until it sets its own', async () => {
  const namespace = context.createNamespace('entered');
  await turn().then(() => {
    namespace.enter(namespace.createContext());
    namespace.set('segment', 'facade');
  });
  await turn();
  expect(namespace.get('segment')).toBe('facade');
  namespace.run(() => {
    expect(namespace.get('segment')).toBe('facade');
    namespace.set('segment', 'own');
    expect(namespace.get('segment')).toBe('own');
  });
  expect(namespace.get('segment')).toBe('facade');
});

test('a bound function is called where it was bound, with its arguments', () => {
  const namespace = context.createNamespace('bound');
  let bound: ((name: string) => unknown) | undefined;
  namespace.run(() => {
    namespace.set('segment', 'there');
    bound = namespace.bind((name: string) => [namespace.get('segment'), name]);
  });
  expect(bound?.('here')).toEqual(['there', 'here']);
});

test('nothing can be set where nothing was entered', () => {
  const namespace = context.createNamespace('none');
  expect(() => namespace.set('segment', 'x')).toThrow('No context available');
});

test('a namespace is found by its name until it is destroyed', () => {
  const namespace = context.createNamespace('named');
  expect(context.getNamespace('named')).toBe(namespace);
  context.destroyNamespace('named');
  expect(context.getNamespace('named')).toBeUndefined();
});
