import { askChild } from './child.ts';
import type { Samples } from './measures.ts';

const seconds = 3;

/** Executions of six states a second, three of them tasks whose functions answer at once: the speed of the interpreter. */
export async function executions(): Promise<Samples> {
  return { executions: { value: await askChild<number>('six-states.ts', { seconds }) } };
}
