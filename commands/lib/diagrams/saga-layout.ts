import type { Saga } from './saga.ts';

/** The measures of the drawing. It is as wide as a small phone, so that it need not shrink there to be read. */
export const sizes = {
  width: 360,
  margin: 10,
  box: { width: 112, height: 50 },
  /** At least so much is between two boxes above each other, so that an arrow is seen. */
  gap: 30,
  /** From one line of text to the next. */
  line: 13,
  /** The longest line of an error's name, in characters, that fits between the two columns. */
  labelCharacters: 15,
} as const;

const headingHeight = 40;
const rungPadding = 8;

/** A rectangle by its corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Layout {
  /** Of each state by its name. */
  boxes: Record<string, Box>;
  /** Behind each step and its undo, in the order of the steps. */
  rungs: Box[];
  /** Where the drawing ends. */
  bottom: number;
}

export const columns = {
  steps: sizes.margin,
  undos: sizes.width - sizes.margin - sizes.box.width,
} as const;

/** Places the steps down the left, each step's undo beside it, and what ends the rollback above the undos. */
export function layOut({ steps, rollback }: Saga): Layout {
  const { box, gap, line, margin, width } = sizes;
  const undone = steps.flatMap(({ undo }) => undo ?? []);
  const ends = rollback.slice(undone.length);
  const labelLines = Math.max(...steps.map(({ onError }) => labels(onError?.errors ?? []).length));
  const pitch = box.height + Math.max(gap, labelLines * line - box.height / 2 + 3 * rungPadding);
  const top = headingHeight + Math.max(ends.length, 1) * (box.height + gap);
  const rowOf = (index: number) => top + index * pitch;
  const place = (x: number, y: number): Box => ({ x, y, ...box });
  return {
    boxes: Object.fromEntries([
      ...steps.map(({ name }, i) => [name, place(columns.steps, rowOf(i))]),
      ...steps.flatMap(({ undo }, i) => (undo ? [[undo, place(columns.undos, rowOf(i))]] : [])),
      ...ends.map(({ name }, i) => [name, place(columns.undos, top - (i + 1) * (box.height + gap))]),
    ]),
    rungs: steps.map((_, i) => ({
      x: margin / 2,
      y: rowOf(i) - rungPadding,
      width: width - margin,
      height: pitch - rungPadding,
    })),
    bottom: rowOf(steps.length),
  };
}

/** What an error is called in the drawing. */
export const labelOf = (error: string) => (error === 'States.ALL' ? 'any other error' : error);

/** The lines that name errors, broken where a word begins. */
export function labels(errors: string[]): string[] {
  return errors.flatMap((error) => {
    const lines = [''];
    for (const word of labelOf(error).split(/(?=[A-Z])/)) {
      const longer = `${lines.at(-1)}${word}`;
      if (longer.length <= sizes.labelCharacters) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  });
}
