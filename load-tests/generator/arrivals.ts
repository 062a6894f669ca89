import type { Load, Phase } from '../scenarios.ts';

/**
 * When each arrival is due, in milliseconds since the start of the first phase, in order. The same seed gives the same
 * times. Uniform phases have exactly rate × seconds arrivals, Poisson phases that many on average.
 */
export function arrivalTimes({ phases, arrivals }: Pick<Load, 'phases' | 'arrivals'>, random: () => number) {
  const times: number[] = [];
  let start = 0;
  for (const phase of phases) {
    const offsets = arrivals === 'uniform' ? uniform(phase) : poisson(phase, random);
    for (const offset of offsets) times.push(start + offset);
    start += phase.seconds * 1000;
  }
  return Float64Array.from(times);
}

function* uniform({ rate, seconds }: Phase): Generator<number> {
  const count = Math.round(rate * seconds);
  for (let index = 0; index < count; index += 1) yield (index * seconds * 1000) / count;
}

/** Gaps of a Poisson process are exponential, and it has no memory: each phase may begin anew. */
function* poisson({ rate, seconds }: Phase, random: () => number): Generator<number> {
  const gap = () => (-Math.log(1 - random()) * 1000) / rate;
  for (let time = gap(); time < seconds * 1000; time += gap()) yield time;
}

/** Numbers from 0 to below 1 that depend on the seed alone: mulberry32, 32 bits of state, good enough for arrivals. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
