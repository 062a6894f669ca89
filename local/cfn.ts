import { z } from 'zod';

/** A CloudFormation number, which templates may also write as text. */
export const number = z.coerce.number();
/** A CloudFormation boolean, which templates may also write as text. */
export const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
