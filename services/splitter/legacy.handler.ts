import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { readEnv } from '../shared/env.ts';
import { correlationIdOf } from '../shared/http.ts';
import { logger, observed } from '../shared/observability.ts';
import { failure, toResult } from './legacy-answer.ts';
import { legacyRequest } from './legacy-request.ts';

const env = readEnv(z.object({ LEGACY_API_URL: z.url() }));
/** What is left to say that the legacy API says nothing, in milliseconds. */
const reserve = 1_000;

/** The legacy API as a function that takes API Gateway's proxy events, so that the splitter asks it like any service. */
export const handler = observed<APIGatewayProxyEvent, APIGatewayProxyResult>().handler(
  async (event, context) => {
    logger.appendKeys({ correlationId: correlationIdOf(event) });
    const { path, headers } = legacyRequest(event);
    const url = new URL(path, env.LEGACY_API_URL);
    // A parameter that a URL takes for a way up would lead past the route whose access API Gateway has checked.
    if (url.pathname + url.search !== path) return failure('not_found');
    const signal = AbortSignal.timeout(context.getRemainingTimeInMillis() - reserve);
    try {
      return await toResult(
        await fetch(url, { method: event.httpMethod, headers, redirect: 'manual', signal }),
      );
    } catch (error) {
      logger.error('The legacy API does not answer', { error: error as Error });
      return failure(signal.aborted ? 'timeout' : 'unreachable');
    }
  },
);
