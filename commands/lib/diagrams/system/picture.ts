import type { Assembly } from '../../../../infra/rules/assembly.ts';
import { element, picture, text } from '../svg.ts';
import { type Arrow, readArrows } from './arrows.ts';
import { type Part, readParts } from './parts.ts';
import { colours, style, toneOf } from './style.ts';
import { called, linesOf } from './words.ts';

/** What a picture shows and where. What goes between the parts is the template's to say. */
export interface PictureOf {
  title: string;
  /** Rows of parts by their names, `''` for a free place. `> Customer` is somebody outside, who calls the API. */
  grid: readonly (readonly string[])[];
}

const sizes = { margin: 16, box: { width: 138, height: 64 }, between: { x: 142, y: 44 }, line: 13 } as const;

interface Place {
  column: number;
  row: number;
  x: number;
  y: number;
}

/** Draws a part of the synthesised system. Throws when the template has no such part. */
export function drawSystem(assembly: Assembly, { title, grid }: PictureOf): string {
  const parts = readParts(assembly);
  const places = placesOf(grid);
  const names = [...places.keys()];
  const shown = names.filter((name) => !isOutside(name));
  const missing = shown.filter((name) => !parts.has(name));
  if (missing.length > 0)
    throw new Error(
      `"${title}" shows ${missing.join(', ')}, which the template has not. It has ${[...parts.keys()].join(', ')}.`,
    );
  const arrows = [
    ...calls(names, parts),
    ...readArrows(assembly, parts).filter(({ from, to }) => places.has(from) && places.has(to)),
  ].filter(({ labels }) => linesOf(labels).length > 0);
  const columns = Math.max(...grid.map((row) => row.length));
  const { margin, box, between } = sizes;
  return picture(
    {
      width: 2 * margin + columns * box.width + (columns - 1) * between.x,
      height: 2 * margin + grid.length * box.height + (grid.length - 1) * between.y,
      scale: 1.1,
      title,
      description: describe(shown, parts, arrows),
    },
    style,
    colours,
    [
      ...arrows.map((arrow) => drawArrow(arrow, places)),
      ...arrows.flatMap((arrow) => drawLabels(arrow, arrows, places)),
      ...[...places].flatMap(([name, place]) => drawPart(name, parts.get(name), place)),
    ],
  );
}

const isOutside = (name: string) => name.startsWith('>');
const spoken = (name: string) => (isOutside(name) ? name.replace(/^>\s*/, '') : called(name));

function placesOf(grid: PictureOf['grid']): Map<string, Place> {
  const { margin, box, between } = sizes;
  const places = new Map<string, Place>();
  for (const [row, names] of grid.entries())
    for (const [column, name] of names.entries())
      if (name !== '')
        places.set(name, {
          column,
          row,
          x: margin + column * (box.width + between.x),
          y: margin + row * (box.height + between.y),
        });
  return places;
}

/** Whoever is outside comes in by the API. */
const calls = (names: readonly string[], parts: ReadonlyMap<string, Part>): Arrow[] =>
  names
    .filter(isOutside)
    .flatMap((from) =>
      names
        .filter((to) => parts.get(to)?.kind === 'API Gateway')
        .map((to) => ({ from, to, labels: ['calls'] })),
    );

function drawPart(name: string, part: Part | undefined, { x, y }: Place): string[] {
  const { width, height } = sizes.box;
  const middle = x + width / 2;
  if (!part)
    return [
      element('rect', { class: 'outside', rx: height / 2, x, y, width, height }),
      text('text', { class: 'name', x: middle, y: y + height / 2 + 4 }, spoken(name)),
    ];
  const lines = [part.kind, ...part.notes];
  const top = y + height / 2 - (lines.length * sizes.line) / 2 + 4;
  return [
    element('rect', { class: `part ${toneOf(part.kind)}`, rx: 7, x, y, width, height }),
    text('text', { class: 'name', x: middle, y: top }, spoken(name)),
    ...lines.map((line, i) =>
      text('text', { class: 'note', x: middle, y: top + (i + 1) * sizes.line }, line),
    ),
  ];
}

interface Ends {
  from: { x: number; y: number };
  to: { x: number; y: number };
  /** Whether it leads along the rows, or from one row to another in the same column. */
  isLevel: boolean;
}

function endsOf({ from, to }: Arrow, places: ReadonlyMap<string, Place>): Ends {
  const [start, end] = [places.get(from), places.get(to)];
  if (!start || !end)
    throw new Error(`The arrow from ${from} to ${to} has an end that is not in the picture.`);
  const { width, height } = sizes.box;
  if (start.column === end.column) {
    const down = end.row > start.row;
    const x = start.x + width / 2;
    return {
      from: { x, y: down ? start.y + height : start.y },
      to: { x, y: down ? end.y - 1 : end.y + height + 1 },
      isLevel: false,
    };
  }
  const right = end.column > start.column;
  return {
    from: { x: right ? start.x + width : start.x, y: start.y + height / 2 },
    to: { x: right ? end.x - 1 : end.x + width + 1, y: end.y + height / 2 },
    isLevel: true,
  };
}

const headLength = 7;

function drawArrow(arrow: Arrow, places: ReadonlyMap<string, Place>): string {
  const { from, to, isLevel } = endsOf(arrow, places);
  const way = isLevel ? Math.sign(to.x - from.x) : Math.sign(to.y - from.y);
  const back = isLevel ? { x: to.x - way * headLength, y: to.y } : { x: to.x, y: to.y - way * headLength };
  const bend = (back.x - from.x) / 2;
  const d = isLevel
    ? `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${back.x - bend} ${back.y} ${back.x} ${back.y}`
    : `M${from.x} ${from.y}V${back.y}`;
  const half = 4;
  const head = isLevel
    ? `M${to.x} ${to.y}L${back.x} ${to.y - half}V${to.y + half}Z`
    : `M${to.x} ${to.y}L${to.x - half} ${back.y}H${to.x + half}Z`;
  return element('path', { class: 'way', d }) + element('path', { class: 'head', d: head });
}

/** Beside the end that has no other arrows: there no other label is. */
function drawLabels(arrow: Arrow, all: readonly Arrow[], places: ReadonlyMap<string, Place>): string[] {
  const { from, to, isLevel } = endsOf(arrow, places);
  const lines = linesOf(arrow.labels);
  if (!isLevel)
    return lines.map((line, i) =>
      text('text', { class: 'label', x: from.x, y: (from.y + to.y) / 2 + 4 + i * sizes.line }, line),
    );
  const forked = all.filter((other) => other.from === arrow.from && other !== arrow).length > 0;
  const gap = (sizes.between.x / 2) * Math.sign(to.x - from.x);
  const x = forked ? to.x - gap : from.x + gap;
  const y = from.y === to.y ? from.y : forked ? to.y + (from.y - to.y) * 0.2 : from.y + (to.y - from.y) * 0.2;
  const top = y + 4 - ((lines.length - 1) * sizes.line) / 2;
  return lines.map((line, i) => text('text', { class: 'label', x, y: top + i * sizes.line }, line));
}

/** The picture in words. */
function describe(shown: string[], parts: ReadonlyMap<string, Part>, arrows: Arrow[]): string {
  const boxes = shown.map((name) => {
    const { kind = '', notes = [] } = parts.get(name) ?? {};
    return `${called(name)} (${[kind, ...notes].join(', ')})`;
  });
  const ways = arrows.map(
    ({ from, to, labels }) => `${spoken(from)} to ${spoken(to)}: ${linesOf(labels).join(', ')}.`,
  );
  return `Parts: ${boxes.join('; ')}. ${ways.join(' ')}`;
}
