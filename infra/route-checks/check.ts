import type { Line } from './line.ts';

/** What is wrong with a line of the strangler table, or with two that do not go together. */
export interface Problem {
  lines: Line[];
  /** What was found, what was expected, and what to do. */
  message: string;
}

/** The services to which a line can lead, each with the routes that it has a handler for. */
export type Services = Readonly<Record<string, readonly string[]>>;

/** A check of the strangler table. */
export type Check = (lines: Line[], services: Services) => Problem[];

/** A problem for its reader: where, what, and below it the lines themselves. */
export const textOf = ({ lines, message }: Problem): string =>
  [`${lines.map(({ at }) => at).join(' and ')}: ${message}`, ...lines.map(({ text }) => `    ${text}`)].join(
    '\n',
  );
