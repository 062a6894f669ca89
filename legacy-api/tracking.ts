import { origin } from './carriers.ts';

/**
 * A parcel identifier as UPU standard S10 builds it: service indicator, eight digits, check digit, country of origin.
 * `serial` is a whole number; only its last eight digits are used.
 */
export function trackingNumber(serial: number): string {
  const digits = String(serial % 100_000_000).padStart(8, '0');
  return `CP${digits}${checkDigit(digits)}${origin}`;
}

const weights = [8, 6, 4, 2, 3, 5, 9, 7];

function checkDigit(digits: string): number {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const rest = 11 - (sum % 11);
  if (rest === 10) return 0;
  return rest === 11 ? 5 : rest;
}
