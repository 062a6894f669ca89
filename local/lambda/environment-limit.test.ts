import { describe, expect, test } from 'vitest';
import { EnvironmentLimit } from './environment-limit.ts';

/** A limit, and who began under it, by name. */
function limitOf(total: number, startingAtOnce = total, isAnyIdle = true) {
  const begun: string[] = [];
  let ended = 0;
  const endIdlest = () => {
    if (isAnyIdle) ended++;
    return isAnyIdle;
  };
  const limit = new EnvironmentLimit({ total, startingAtOnce, endIdlest });
  const starter = (name: string, { isOwed = false, environments = 0 } = {}) => ({
    isOwed: () => isOwed,
    environments: () => environments,
    begin: () => begun.push(name),
  });
  return { limit, begun, starter, ended: () => ended };
}

describe('a limit of environments', () => {
  test('lets so many initialise at once, the others in their order', () => {
    const { limit, begun, starter } = limitOf(10, 2);
    for (const name of ['a', 'b', 'c', 'd']) limit.request(starter(name));
    expect(begun).toEqual(['a', 'b']);
    limit.started();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  test('forgets who was served otherwise', () => {
    const { limit, begun, starter } = limitOf(10, 1);
    limit.request(starter('a'));
    const other = starter('b');
    limit.request(other);
    limit.giveUp(other);
    limit.started();
    limit.request(starter('c'));
    expect(begun).toEqual(['a', 'c']);
  });

  test('when reached ends an idle environment and waits until it is gone', () => {
    const { limit, begun, starter, ended } = limitOf(1);
    limit.request(starter('a'));
    limit.started();
    limit.request(starter('b'));
    limit.idled();
    expect([begun, ended()]).toEqual([['a'], 1]);
    limit.ended();
    expect(begun).toEqual(['a', 'b']);
  });

  test('is no limit for a function that has fewer environments than it must have', () => {
    const { limit, begun, starter } = limitOf(1);
    limit.request(starter('a'));
    limit.started();
    limit.request(starter('waits'));
    limit.request(starter('owed', { isOwed: true }));
    expect(begun).toEqual(['a', 'owed']);
  });

  test('lets the function that has fewest environments start next', () => {
    const { limit, begun, starter } = limitOf(10, 1);
    limit.request(starter('a'));
    limit.request(starter('has three', { environments: 3 }));
    limit.request(starter('has one', { environments: 1 }));
    limit.started();
    limit.started();
    expect(begun).toEqual(['a', 'has one', 'has three']);
  });

  test('when reached replaces one of a function that has more than twice as many as one that waits', () => {
    const { limit, begun, starter } = limitOf(1, 1, false);
    limit.request(starter('a'));
    limit.started();
    expect(limit.replaces(9)).toBe(false);
    for (const name of ['b', 'c']) limit.request(starter(name, { environments: 2 }));
    expect([limit.replaces(4), limit.replaces(5)]).toEqual([false, true]);
    expect([limit.replaces(5), begun]).toEqual([false, ['a', 'b']]);
    limit.started();
    limit.ended();
    expect([limit.replaces(5), begun]).toEqual([true, ['a', 'b', 'c']]);
  });
});
