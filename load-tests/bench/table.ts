import type { Figure } from './figures.ts';
import { type Measure, measures } from './measures.ts';

/** The figures as people read them: each with its spread, and its limit and targets if it has any. */
export function tableOf(figures: readonly Figure[]): string {
  return figures.map((figure) => lines(figure).join('\n')).join('\n');
}

function lines(figure: Figure): string[] {
  const { what, unit, target, atMost, share, limit }: Measure = measures[figure.name];
  const number = (value: number) => numberIn(unit, value);
  const verdict = (part: Figure['missed'][number]) => (figure.missed.includes(part) ? 'MISSED' : 'reached');
  const value = `${number(figure.median)} ${unit}`.padStart(12);
  const spread = `${number(figure.least)} to ${number(figure.most)}`;
  const goals = [
    ...(target === undefined ? [] : [`target ${target} ${unit}`]),
    ...(atMost === undefined ? [] : [`target at most ${atMost} ${unit}`]),
  ];
  const goal = goals.map((each) => `; ${each} ${verdict('target')}`).join('');
  const first = `${value}  ${what} (${spread}${goal})`;
  if (figure.limit === undefined || figure.share === undefined || share === undefined) return [first];
  // Down, so that a share that is missed never reads like its target.
  const percent = `${Math.floor(figure.share * 100)} %`.padStart(12);
  const wanted = `target ${share * 100} % ${verdict('share')}`;
  return [first, `${percent}  of ${number(figure.limit)} ${unit}, ${limit}; ${wanted}`];
}

function numberIn(unit: Measure['unit'], value: number): string {
  const digits = { s: 1, ms: 2, MB: 0, '/s': 0 }[unit];
  return value.toFixed(digits);
}
