/** A colour by name; chart/style.ts says what it looks like in light and dark. */
export type Tone = 'ink' | 'muted' | 'blue' | 'green' | 'orange' | 'red' | 'purple';

/** How a series is drawn. `dashed` is for what was expected, the others for what was measured. */
export type Shape = 'line' | 'area' | 'dashed';

/** One line of a plot: a value for each moment of the plot, null where there is none. */
export interface Series {
  label: string;
  tone: Tone;
  shape: Shape;
  values: readonly (number | null)[];
}

/** A horizontal line with its label, such as a limit. */
export interface Level {
  label: string;
  value: number;
  shape: 'limit' | 'expected' | 'measured';
}

/** A stretch of time that is shaded, in seconds. */
export interface Band {
  label: string;
  from: number;
  to: number;
}

/** What one thing did over time. */
export interface Plot {
  /** Said above the plot when a chart has several. */
  title?: string;
  /** The moments in seconds, ascending. */
  seconds: readonly number[];
  series: readonly Series[];
  levels: readonly Level[];
  bands: readonly Band[];
}

/** One quantity: several plots of it stand side by side on the same scale. */
export interface Chart {
  title: string;
  /** What a reader who knows nothing has to know, in a sentence or two. */
  note: string;
  /** Said after a value, such as `/s`. */
  unit: string;
  plots: readonly Plot[];
}
