import { swatch } from './figure.ts';
import { element, textElement } from './markup.ts';
import type { Chart, Plot, Series, Tone } from './model.ts';
import { type Frame, plotMarkup, room } from './plot.ts';
import { timeAxis, valueAxis } from './scales.ts';

/** Width of a picture in its own pixels, and its margin. */
const width = 880;
const margin = 20;

const inner = width - 2 * margin;

/** Height of the values of a plot. */
const height = 92;

/** Height of the line that names a plot. */
const nameHeight = 16;

/** How wide a character is at most in the mean, as a share of the font's size: SVG measures and breaks no text. */
const characterWidth = { usual: 0.57, bold: 0.65 };

/** Part of a picture with the height that it takes. */
interface Block {
  height: number;
  markup: string;
}

/** What a picture says in words. */
export interface PictureText {
  badge?: { label: string; tone: Tone };
  title: string;
  /** One paragraph each, below the title. */
  notes: readonly string[];
  /** Below the charts. */
  footnote: string;
}

/** An SVG of its own with a heading, the charts one below the other on one axis of time, and a footnote. */
export function picture(style: string, text: PictureText, charts: readonly Chart[]): string {
  const time = timeAxis(charts);
  const blocks = [
    ...(text.badge === undefined ? [] : [badgeBlock(text.badge)]),
    textBlock(text.title, 'title'),
    ...text.notes.map((note) => textBlock(note, 'note')),
    { height: 14, markup: '' },
    ...charts.map((chart) => chartBlock(chart, { time, value: valueAxis(chart), height })),
    textBlock(text.footnote, 'note'),
  ];
  let y = margin;
  const placed = blocks.map((block) => {
    const markup = element('g', { transform: `translate(${margin} ${y})` }, block.markup);
    y += block.height;
    return markup;
  });
  const whole = { width, height: y + margin / 2 };
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      ...whole,
      viewBox: `0 0 ${whole.width} ${whole.height}`,
      role: 'img',
    },
    textElement('title', {}, text.title),
    element('style', {}, style + pictureStyle),
    element('rect', { ...whole, fill: 'var(--surface)' }),
    ...placed,
  );
}

const fontSize = { title: 20, note: 12.5 };

const pictureStyle = `
text.title { font-size: ${fontSize.title}px; font-weight: 600 }
text.note { font-size: ${fontSize.note}px; fill: var(--muted) }
text.name { font-size: 14px; font-weight: 600 }
text.badge { font-weight: 600; fill: var(--surface) }
rect.badge { fill: var(--tone) }
`;

function badgeBlock({ label, tone }: { label: string; tone: Tone }): Block {
  const wide = label.length * 12 * characterWidth.bold + 22;
  const pill = { class: `badge tone-${tone}`, width: wide.toFixed(1), height: 22, rx: 11 };
  const text = { class: 'badge', x: (wide / 2).toFixed(1), y: 15, 'text-anchor': 'middle' };
  return { height: 30, markup: element('rect', pill) + textElement('text', text, label) };
}

function textBlock(text: string, className: keyof typeof fontSize): Block {
  const size = fontSize[className];
  const step = Math.round(size * 1.35);
  const character = size * (className === 'title' ? characterWidth.bold : characterWidth.usual);
  const lines = wrapped(text, inner / character);
  const markup = lines.map((line, index) =>
    textElement('text', { class: className, y: size + index * step }, line),
  );
  return { height: lines.length * step + 4, markup: markup.join('') };
}

function chartBlock(chart: Chart, frame: Frame): Block {
  const note = textBlock(chart.note, 'note');
  const named = chart.plots.some(({ title }) => title !== undefined) ? nameHeight : 0;
  const top = 20 + note.height + named;
  const column = inner / Math.max(1, chart.plots.length);
  const markup = [
    textElement('text', { class: 'name', y: 16 }, chart.title),
    legend(chart.plots[0]?.series ?? []),
    element('g', { transform: 'translate(0 20)' }, note.markup),
    ...chart.plots.map((plot, index) => plotBlock(plot, index * column, column, top, frame)),
  ];
  return { height: top + room.above + height + room.below + 20, markup: markup.join('') };
}

function plotBlock(plot: Plot, x: number, column: number, top: number, frame: Frame) {
  return (
    (plot.title === undefined
      ? ''
      : textElement('text', { x: x + room.left, y: top - 2, 'font-weight': 600 }, plot.title)) +
    element(
      'svg',
      {
        x: x + room.left,
        y: top,
        width: column - room.left - room.right,
        height: room.above + height + room.below,
        overflow: 'visible',
      },
      plotMarkup(plot, frame),
    )
  );
}

/** Set from the right, on the line of the chart's title. */
function legend(series: readonly Series[]) {
  let x = inner - room.right;
  return series
    .toReversed()
    .map((each) => {
      x -= each.label.length * 12 * characterWidth.usual;
      const label = textElement('text', { x: x.toFixed(1), y: 16 }, each.label);
      x -= 24;
      const mark = element('g', { transform: `translate(${x.toFixed(1)} 7)` }, swatch(each));
      x -= 14;
      return mark + label;
    })
    .join('');
}

function wrapped(text: string, most: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
