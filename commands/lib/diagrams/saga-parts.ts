import type { Task } from './saga.ts';
import type { Box } from './saga-layout.ts';
import { element, text } from './svg.ts';

export interface Point {
  x: number;
  y: number;
}

export const centre = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

const headLength = 6;
const headHalf = 3.5;
const corner = 6;

/** An arrow up or down. */
export function verticalArrow(x: number, from: number, to: number): string[] {
  const back = to + (to > from ? -headLength : headLength);
  return [
    element('path', { class: 'path', d: `M${x} ${from}V${back}` }),
    element('path', { class: 'head', d: `M${x} ${to}L${x - headHalf} ${back}H${x + headHalf}Z` }),
  ];
}

/** An arrow to the left. */
export function leftArrow(y: number, from: number, to: number): string[] {
  const back = to + headLength;
  return [
    element('path', { class: 'path', d: `M${from} ${y}H${back}` }),
    element('path', { class: 'head', d: `M${to} ${y}L${back} ${y - headHalf}V${y + headHalf}Z` }),
  ];
}

/** The way of an error to the right; another row is reached along `lane`. */
export function wayOfError(from: Point, to: Point, lane: number): string[] {
  const back = to.x - headLength;
  const turn = to.y > from.y ? corner : -corner;
  const bend =
    to.y === from.y
      ? ''
      : `H${lane - corner}Q${lane} ${from.y} ${lane} ${from.y + turn}` +
        `V${to.y - turn}Q${lane} ${to.y} ${lane + corner} ${to.y}`;
  return [
    element('path', { class: 'way', d: `M${from.x} ${from.y}${bend}H${back}` }),
    element('path', {
      class: 'wayHead',
      d: `M${to.x} ${to.y}L${back} ${to.y - headHalf}V${to.y + headHalf}Z`,
    }),
  ];
}

export const startMark = ({ x, y }: Point) => [element('circle', { class: 'head', cx: x, cy: y, r: 6 })];

export const endMark = ({ x, y }: Point) => [
  element('circle', { class: 'path', cx: x, cy: y, r: 8 }),
  element('circle', { class: 'head', cx: x, cy: y, r: 4.5 }),
];

/** A state: its name, and below it how often it is retried and what it waits for. */
export function drawTask(kind: 'step' | 'undo', frame: Box, { name, retries, awaitsToken }: Task): string[] {
  const { x, y } = centre(frame);
  const notes = [...(awaitsToken ? [tokenNote] : []), ...(retries.length > 0 ? [retryNote(retries)] : [])];
  const gap = 8;
  const width = notes.reduce((sum, note) => sum + note.width, gap * (notes.length - 1));
  let left = x - width / 2;
  const drawn: string[] = [];
  for (const note of notes) {
    drawn.push(...note.draw({ x: left, y: y + 14 }));
    left += note.width + gap;
  }
  return [
    element('rect', { class: kind, rx: 7, ...frame }),
    text('text', { class: 'name', x, y: y - 4 }, name),
    ...drawn,
  ];
}

/** A small remark; `draw` begins at the left end of its base line. */
interface Note {
  width: number;
  draw(at: Point): string[];
}

const characterWidth = 5.7;
const iconWidth = 12;

function withIcon(icon: string, remark: string): Note {
  return {
    width: iconWidth + remark.length * characterWidth,
    draw: ({ x, y }) => [
      element('path', { class: 'icon', transform: `translate(${x + 4} ${y - 4})`, d: icon }),
      text('text', { class: 'note', x: x + iconWidth, y }, remark),
    ],
  };
}

/** Once around, and a head. */
export const retryNote = (retries: (number | string)[]): Note =>
  withIcon('M3.2-2.4A4 4 0 1 0 4 .5M3.6-5V-2.1H.8', retries.join(' + '));

/** An hourglass. */
export const tokenNote: Note = withIcon('M-3-4.5H3L-3 3.5H3Z', 'token');
