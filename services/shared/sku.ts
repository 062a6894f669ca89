import * as z from 'zod';

/** A stock keeping unit such as MUG-001: what a product is called in every service. */
export const skuSchema = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9-]{2,31}$/, 'expected 3 to 32 characters of A-Z, 0-9 and -, such as MUG-001');
