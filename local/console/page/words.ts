import type { Money } from './api.ts';

const language = navigator.language;

/** An amount as people of the browser's language write it. */
export function money({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}

const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** A time of day, to the second. */
export const time = (epochMilliseconds: number): string => clock.format(epochMilliseconds);

const oneDigit = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
export const number = (value: number): string => oneDigit.format(value);

/** How long something took: `12 ms`, `3.4 s`, `2 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 120_000) return `${number(milliseconds / 1_000)} s`;
  return `${number(milliseconds / 60_000)} min`;
}

/** `AWAITING_PAYMENT` is "awaiting payment". */
export const statusText = (status: string): string => status.toLowerCase().replaceAll('_', ' ');
