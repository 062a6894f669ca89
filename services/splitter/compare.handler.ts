import type { Context } from 'aws-lambda';
import { lambda } from '../shared/aws-clients.ts';
import { correlationIdOf } from '../shared/http.ts';
import { logger, observed } from '../shared/observability.ts';
import { askSide } from './ask-side.ts';
import type { Comparison } from './comparison.ts';
import { countOne } from './count.ts';
import { differencesOf } from './differences.ts';

const functions = lambda();
/** What is left to report on a side that says nothing, in milliseconds. */
const reserve = 1_000;

/** Asks the shadow what a caller has been answered by the owner, and counts whether it says the same. */
export const handler = observed<Comparison, void>().handler(async (comparison, context) => {
  const { route, shadow, request } = comparison;
  logger.appendKeys({ correlationId: correlationIdOf(request) });
  const differs = await differencesIn(comparison, context);
  countOne(route, shadow.name, differs.length === 0 ? 'ShadowMatches' : 'ShadowDifferences');
  if (differs.length > 0) logger.warn('The shadow answers otherwise', { route, side: shadow.name, differs });
});

/** A shadow that does not answer differs, too. */
async function differencesIn({ shadow, request, answer }: Comparison, context: Context): Promise<string[]> {
  try {
    const time = context.getRemainingTimeInMillis() - reserve;
    return differencesOf(answer, await askSide(functions, shadow, request, time));
  } catch (error) {
    logger.error('The shadow does not answer', { side: shadow.name, error: error as Error });
    return ['no answer'];
  }
}
