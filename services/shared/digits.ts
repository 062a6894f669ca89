import * as z from 'zod';

/** A whole number written in decimal digits, as query strings carry it; not `1e2`, `0x10` or ` 5`. */
export const digits = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min).max(max));
