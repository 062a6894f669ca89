import type { Difference } from './compare.ts';
import type { Goods, Way } from './side.ts';

/** A difference that copying would mend, as a line. */
export function whatWouldBeDone<Item>({ goods, to }: Way<Item>, difference: Difference<Item>): string {
  const { kind, key } = difference;
  if (kind === 'extra') return `${key}: would be removed from ${to.name}`;
  const { source, target } = difference;
  if (!target) return `${key}: ${to.name} would get ${versionOf(goods, source)}`;
  return `${key}: ${to.name} would get ${versionOf(goods, source)} in place of ${versionOf(goods, target)}`;
}

/** A difference that stays, as a line, with what to do about it. */
export function whatDiffers<Item>({ goods, from, to }: Way<Item>, difference: Difference<Item>): string {
  const { kind, key } = difference;
  if (kind === 'extra')
    return `${key}: only ${to.name} has it${to.remove ? '; --delete removes it there' : ''}`;
  const { source, target } = difference;
  if (!target) return `${key}: ${to.name} does not have it`;
  const both = `${from.name} has ${versionOf(goods, source)}, ${to.name} ${versionOf(goods, target)}`;
  if (kind === 'older') return `${key}: ${both}`;
  return `${key}: ${both}, which is as new or newer and stays. Write the right one at the owner of the writes`;
}

const versionOf = <Item>(goods: Goods<Item>, item: Item): string =>
  goods.versionOf ? `version ${goods.versionOf(item)}` : 'another one';
