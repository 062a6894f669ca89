import type { GeneratorSummary, Progress } from './plan.ts';

/** A summary as it goes between two processes: histograms in HDR's own compressed base64. */
export type SentSummary = Omit<GeneratorSummary, 'histograms'> & {
  histograms: Record<keyof GeneratorSummary['histograms'], string>;
};

/** What the generator's process tells the one that started it. The other way go a plan, and `stop`. */
export type GeneratorMessage = { progress: Progress } | { summary: SentSummary } | { failed: string };
