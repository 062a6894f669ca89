import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { lambda } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { correlationIdOf } from '../shared/http.ts';
import { logger, observed } from '../shared/observability.ts';
import { askSide } from './ask-side.ts';
import { type Comparison, orderComparison } from './comparison.ts';
import { countOne } from './count.ts';
import { sideFor, splitsSchema } from './split.ts';

const env = readEnv(
  z.object({
    SPLIT_ROUTES: z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .pipe(splitsSchema),
    /** Needed where a route has a shadow. */
    COMPARE_FUNCTION: z.string().min(1).optional(),
  }),
);
const functions = lambda();
/** What is left for an answer that comes late to be sent on, in milliseconds. */
const reserve = 500;

/** Lets the side answer that the table says for this caller, and sends its answer on unchanged. */
export const handler = observed<APIGatewayProxyEvent, APIGatewayProxyResult>().handler(
  async (event, context) => {
    logger.appendKeys({ correlationId: correlationIdOf(event) });
    const route = `${event.httpMethod} ${event.resource}`;
    const split = env.SPLIT_ROUTES[route];
    if (!split)
      throw new Error(`${route} is not in SPLIT_ROUTES. Deploy the table and the function together.`);
    const side = sideFor(split, event);
    const asked = askSide(functions, side, event, context.getRemainingTimeInMillis() - reserve);
    if (split.canary) return counted(route, side.name, asked);
    const answer = await asked;
    if (split.shadow) await copyTo({ route, shadow: split.shadow, request: event, answer });
    return answer;
  },
);

/** By side, so that a canary that fails shows beside an owner that does not. */
async function counted(
  route: string,
  side: string,
  asked: Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  const { statusCode } = await asked.catch(() => ({ statusCode: 502 }));
  countOne(route, side, 'Answers', ...(statusCode >= 500 ? ['ServerErrors'] : []));
  return asked;
}

/** Nothing that becomes of the copy touches the answer. */
async function copyTo(comparison: Comparison): Promise<void> {
  const { route, shadow } = comparison;
  try {
    if (!env.COMPARE_FUNCTION) throw new Error('COMPARE_FUNCTION is not set');
    await orderComparison(functions, env.COMPARE_FUNCTION, comparison);
  } catch (error) {
    logger.error('A request is not compared', { route, error: error as Error });
    countOne(route, shadow.name, 'NotCompared');
  }
}
