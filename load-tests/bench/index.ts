import { drain } from './drain.ts';
import { executions } from './executions.ts';
import { facade } from './facade.ts';
import { type Figure, figuresOf } from './figures.ts';
import { invokes } from './invokes.ts';
import type { PartName, Samples } from './measures.ts';
import { partNames } from './measures.ts';
import { memory } from './memory.ts';
import { orders } from './orders.ts';
import { page } from './page.ts';
import { Round } from './round.ts';
import { starts } from './starts.ts';
import { webhooks } from './webhooks.ts';

/** Each figure is the median of so many rounds, each on a system of its own. */
const rounds = 3;

const parts: Record<PartName, (round: Round) => Promise<Samples>> = {
  start: starts,
  memory,
  orders,
  drain,
  webhooks,
  page,
  facade,
  invokes,
  executions,
};

export interface BenchOptions {
  /** All parts when empty. */
  only: readonly PartName[];
  signal: AbortSignal;
  /** Told what begins now. */
  onProgress: (step: string) => void;
}

/** Measures the system on this machine, part after part, so that none disturbs another. */
export async function bench({ only, signal, onProgress }: BenchOptions): Promise<Figure[]> {
  const wanted = partNames.filter((name) => only.length === 0 || only.includes(name));
  const taken: Samples[] = [];
  for (let number = 1; number <= rounds; number += 1) {
    const round = new Round(signal);
    try {
      for (const name of wanted) {
        signal.throwIfAborted();
        onProgress(`round ${number} of ${rounds}: ${name}`);
        taken.push(await parts[name](round));
      }
    } finally {
      await round.stop();
    }
  }
  return figuresOf(taken);
}
