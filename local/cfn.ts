import { z } from 'zod';

/** A CloudFormation number, which templates may also write as text. */
export const number = z.coerce.number();
/** A whole number within bounds. */
export const integer = (minimum: number, maximum: number) => number.pipe(z.int().min(minimum).max(maximum));
/** A CloudFormation boolean, which templates may also write as text. */
export const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
/** A map of texts. */
export const texts = z.record(z.string(), z.string());
