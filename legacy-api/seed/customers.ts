import { firstNames, lastNames } from './names.ts';
import { type Address, address } from './places.ts';
import type { Random } from './random.ts';

/** A row of the table `customers`. */
export interface Customer extends Address {
  customer_id: string;
  name: string;
  /** At example.com, which belongs to nobody (RFC 2606). */
  email: string;
  /** A day, ISO 8601. */
  since: string;
}

const firstNumber = 10_001;
const day = 86_400_000;
const opened = Date.UTC(2021, 0, 4);

/** `C-10001` and so on. */
export function customers(random: Random, count: number): Customer[] {
  return Array.from({ length: count }, (_, index) => {
    const number = firstNumber + index;
    const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
    return {
      customer_id: `C-${number}`,
      name: `${first} ${last}`,
      email: `${ascii(first)}.${ascii(last)}.${number}@example.com`,
      ...address(random),
      since: new Date(opened + random.between(0, 700) * day).toISOString().slice(0, 10),
    };
  });
}

/** `Wiśniewski` becomes `wisniewski`. Letters that are no base letter with a mark are named. */
function ascii(name: string): string {
  const letters: Record<string, string> = { ł: 'l', ø: 'o', ı: 'i', ß: 'ss', æ: 'ae' };
  return name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[łøıßæ]/g, (letter) => letters[letter] ?? letter);
}
