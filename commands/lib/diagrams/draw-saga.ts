import type { Saga, Step, Task } from './saga.ts';
import { columns, type Layout, labelOf, labels, layOut, sizes } from './saga-layout.ts';
import {
  centre,
  drawTask,
  endMark,
  leftArrow,
  retryNote,
  startMark,
  tokenNote,
  verticalArrow,
  wayOfError,
} from './saga-parts.ts';
import { colours, style } from './saga-style.ts';
import { element, picture, text } from './svg.ts';

const { box, gap, line, margin, width } = sizes;
const middleOf = (column: number) => column + box.width / 2;
/** Where an error's way goes up or down. */
const lane = columns.undos - 14;
/** From an end mark to the box that leads to it. */
const endDistance = 24;

/** Draws a saga as a ladder: the steps lead down, each step's undo stands beside it, and the undos lead up. */
export function drawSaga(title: string, saga: Saga): string {
  const layout = layOut(saga);
  const parts = [
    ...headings(),
    ...layout.rungs.map((rung) => element('rect', { class: 'rung', rx: 8, ...rung })),
    ...forwardPath(layout, saga),
    ...rollbackPath(layout, saga),
    ...saga.steps.flatMap((step) => wayBack(layout, step)),
    ...saga.steps.flatMap((step) => drawTask('step', boxOf(layout, step.name), step)),
    ...saga.rollback.flatMap((undo) => drawTask('undo', boxOf(layout, undo.name), undo)),
    ...saga.steps.flatMap((step) => (step.undo ? [] : noUndo(layout, step))),
    ...legend(layout.bottom),
  ];
  const height = layout.bottom + 3 * (line + 5) + margin;
  return picture({ width, height, scale: 1.5, title, description: describe(saga) }, style, colours, parts);
}

function boxOf({ boxes }: Layout, name: string) {
  const found = boxes[name];
  if (!found) throw new Error(`State "${name}" has no place in the drawing.`);
  return found;
}

const headings = () => [
  text('text', { class: 'heading', x: middleOf(columns.steps), y: 24 }, 'Steps ↓'),
  text('text', { class: 'heading', x: middleOf(columns.undos), y: 24 }, '↑ Undos'),
];

function forwardPath(layout: Layout, { steps }: Saga): string[] {
  const x = middleOf(columns.steps);
  const boxes = steps.map(({ name }) => boxOf(layout, name));
  const start = (boxes[0]?.y ?? 0) - gap - box.height / 2;
  const end = (boxes.at(-1)?.y ?? 0) + box.height + endDistance;
  const arrows = boxes.flatMap(({ y }, i) =>
    verticalArrow(x, i === 0 ? start : (boxes[i - 1]?.y ?? 0) + box.height, y - 1),
  );
  return [
    ...startMark({ x, y: start }),
    ...arrows,
    ...verticalArrow(x, end - endDistance, end - 9),
    ...endMark({ x, y: end }),
  ];
}

function rollbackPath(layout: Layout, { rollback }: Saga): string[] {
  const boxes = rollback.map(({ name }) => boxOf(layout, name));
  const last = boxes.at(-1);
  if (!last) return [];
  const { y } = centre(last);
  const x = last.x - endDistance;
  const arrows = boxes
    .slice(1)
    .flatMap((to, i) => verticalArrow(centre(to).x, boxes[i]?.y ?? 0, to.y + to.height + 1));
  return [...arrows, ...leftArrow(y, last.x, x + 9), ...endMark({ x, y })];
}

function wayBack(layout: Layout, { name, onError }: Step): string[] {
  if (!onError) return [];
  const from = boxOf(layout, name);
  const { y } = centre(from);
  const right = from.x + from.width;
  const to = boxOf(layout, onError.to);
  const lines = labels(onError.errors).map((label, i) =>
    text('text', { class: 'error', x: right + 6, y: y + (i + 1) * line }, label),
  );
  return [...wayOfError({ x: right, y }, { x: to.x - 1, y: centre(to).y }, lane), ...lines];
}

const noUndo = (layout: Layout, { name }: Step) =>
  text(
    'text',
    { class: 'absent', x: middleOf(columns.undos), y: centre(boxOf(layout, name)).y + 4 },
    'no undo',
  );

function legend(top: number): string[] {
  const rowOf = (i: number) => top + 10 + i * (line + 5);
  const explain = (i: number, meaning: string) =>
    text('text', { class: 'note', x: 70, y: rowOf(i) }, meaning);
  const from = { x: margin + 4, y: rowOf(0) - 4 };
  return [
    ...wayOfError(from, { x: 60, y: from.y }, 0),
    explain(0, 'when this error is not retried, or no more'),
    ...retryNote(['n']).draw({ x: from.x, y: rowOf(1) }),
    explain(1, 'retried up to n times'),
    ...tokenNote.draw({ x: from.x, y: rowOf(2) }),
    explain(2, 'waits until somebody answers its task token'),
  ];
}

/** The picture in words. */
function describe({ steps, rollback }: Saga): string {
  const inTurn = (tasks: Task[]) => tasks.map(({ name }) => name).join(', then ');
  const undos = steps.flatMap(({ name, undo }) => (undo ? [`${undo} undoes ${name}.`] : []));
  const ways = steps.flatMap(({ name, onError }) => {
    if (!onError) return [];
    const errors = onError.errors.map(labelOf).join(' or ');
    return [`When ${name} fails with ${errors}, the rollback begins at ${onError.to}.`];
  });
  const notes = [...steps, ...rollback].flatMap(({ name, retries, awaitsToken }) => [
    ...(retries.length > 0 ? [`${name} is retried up to ${retries.join(' + ')} times.`] : []),
    ...(awaitsToken ? [`${name} waits for its task token.`] : []),
  ]);
  return [`Steps: ${inTurn(steps)}.`, ...undos, ...ways, ...notes, `Rollback: ${inTurn(rollback)}.`].join(
    ' ',
  );
}
