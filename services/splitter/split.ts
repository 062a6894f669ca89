import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod';

/** Who can answer a route: its name in the strangler table, and the function that takes API Gateway's proxy events for it. */
const sideSchema = z.strictObject({ name: z.string().min(1), functionName: z.string().min(1) });
export type Side = z.infer<typeof sideSchema>;

/** How a route is split between its owner and the side that it may move to. */
const splitSchema = z.strictObject({
  owner: sideSchema,
  canary: z.strictObject({ to: sideSchema, percent: z.number().min(1).max(99) }).optional(),
  shadow: sideSchema.optional(),
});
export type Split = z.infer<typeof splitSchema>;

/** The split routes, keyed `METHOD /resource/{path}`. */
export const splitsSchema = z.record(z.string(), splitSchema);

/** Who answers this caller: the same side every time, on every route with that percentage or a higher one. */
export function sideFor({ owner, canary }: Split, event: APIGatewayProxyEvent): Side {
  return canary && placeOf(callerOf(event)) < canary.percent ? canary.to : owner;
}

/** The signed-in user, whatever address they come from; else the address. */
function callerOf({ requestContext }: APIGatewayProxyEvent): string {
  const claims: Record<string, string> | undefined = requestContext.authorizer?.['claims'];
  return claims?.['username'] ?? requestContext.identity.sourceIp;
}

/** Where a caller stands between 0 and 100. Callers are spread evenly, however alike their names are. */
const placeOf = (caller: string): number =>
  (createHash('sha256').update(caller).digest().readUInt32BE() / 2 ** 32) * 100;
