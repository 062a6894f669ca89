import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Deadline, Deadlines } from './deadlines.ts';

describe('deadlines', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('items fall due in the order of their times, however they were added', () => {
    const due: number[] = [];
    const deadlines = new Deadlines<number>((item) => due.push(item));
    for (const milliseconds of [50, 10, 40, 20, 30]) deadlines.add(milliseconds, Date.now() + milliseconds);
    vi.advanceTimersByTime(35);
    expect(due).toEqual([10, 20, 30]);
    expect(deadlines.size).toBe(2);
  });

  test('one timer serves a thousand items', () => {
    const deadlines = new Deadlines<number>(() => {});
    for (let item = 0; item < 1000; item++) deadlines.add(item, Date.now() + 1000 - item);
    expect(vi.getTimerCount()).toBe(1);
    deadlines.clear();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('removed items never fall due and the others keep their order', () => {
    const due: number[] = [];
    const deadlines = new Deadlines<number>((item) => due.push(item));
    const places: Deadline<number>[] = [];
    for (let item = 0; item < 100; item++)
      places.push(deadlines.add((item * 37) % 100, Date.now() + ((item * 37) % 100)));
    for (const place of places) if (place.item % 3 === 0) deadlines.remove(place);
    vi.advanceTimersByTime(200);
    expect(due).toEqual(Array.from({ length: 100 }, (_, item) => item).filter((item) => item % 3 !== 0));
  });
});
