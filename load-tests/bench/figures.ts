import { type Measure, type MeasureName, measures, type Sample, type Samples } from './measures.ts';

/** What several rounds say about one measure. */
export interface Figure {
  name: MeasureName;
  median: number;
  least: number;
  most: number;
  /** Medians of the limit, and of the share of it that each round reached. */
  limit?: number;
  share?: number;
  /** What it falls short of; empty when it reaches its targets, or has none. */
  missed: ('target' | 'share')[];
}

/** One figure for each measure that was taken. */
export function figuresOf(rounds: readonly Samples[]): Figure[] {
  return (Object.keys(measures) as MeasureName[]).flatMap((name) => {
    const samples = rounds.flatMap((round) => round[name] ?? []);
    return samples.length > 0 ? [figureOf(name, samples)] : [];
  });
}

function figureOf(name: MeasureName, samples: readonly Sample[]): Figure {
  const values = samples.map(({ value }) => value);
  const held = samples.flatMap(({ value, limit }) =>
    limit === undefined ? [] : { limit, share: value / limit },
  );
  const median = medianOf(values);
  const ofLimit = held.length > 0 && {
    limit: medianOf(held.map(({ limit }) => limit)),
    share: medianOf(held.map(({ share }) => share)),
  };
  return {
    name,
    median,
    least: Math.min(...values),
    most: Math.max(...values),
    ...ofLimit,
    missed: missedBy(measures[name], median, ofLimit ? ofLimit.share : undefined),
  };
}

function missedBy(measure: Measure, median: number, reached: number | undefined): Figure['missed'] {
  const { target = 0, atMost = Number.POSITIVE_INFINITY, share } = measure;
  return [
    ...(median < target || median > atMost ? (['target'] as const) : []),
    ...(share !== undefined && reached !== undefined && reached < share ? (['share'] as const) : []),
  ];
}

/** The middle value, or the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
