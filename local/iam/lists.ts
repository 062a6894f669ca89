import { z } from 'zod';

/** A policy may give one item where it may give a list. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(item));
}
