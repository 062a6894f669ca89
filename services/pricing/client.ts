import { InvokeCommand, type LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { CodedError } from '../shared/errors.ts';
import { type PriceRequest, type PriceResponse, priceResponseSchema } from './contract.ts';

/** Where pricing runs and how long to wait for it, all attempts of the SDK together. */
export interface PricingCall {
  functionName: string;
  timeoutMilliseconds: number;
}

/** What keeps pricing from answering, and what the caller can do: for each, nothing was ordered. */
const failures = {
  pricing_busy: 'Nothing was ordered. Send the same request again after the seconds in Retry-After.',
  pricing_timeout: 'Nothing was ordered. Send the same request again after the seconds in Retry-After.',
  pricing_failed:
    'Nothing was ordered. Send the same request again later; if it fails again, tell us its x-correlation-id.',
} as const;

/**
 * Asks pricing through the Lambda API. A refusal is an answer. Everything that keeps pricing from answering has its code:
 * `pricing_busy` (throttled, also after the SDK's own attempts), `pricing_timeout` (no answer in time, whoever gave up),
 * `pricing_failed` (it threw, answered outside the contract, or cannot be called at all).
 */
export async function requestPrice(
  lambda: LambdaClient,
  { functionName, timeoutMilliseconds }: PricingCall,
  request: PriceRequest,
): Promise<PriceResponse> {
  const abortSignal = AbortSignal.timeout(timeoutMilliseconds);
  try {
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'RequestResponse',
      Payload: JSON.stringify(request),
    });
    const { FunctionError, Payload } = await lambda.send(command, { abortSignal });
    const payload = Payload?.transformToString() ?? '';
    // Invoke answers 200 also when the function threw: only FunctionError tells.
    if (FunctionError) throw new FunctionFailed(`${functionName} ended with ${FunctionError}: ${payload}`);
    return answerTo(request, priceResponseSchema.parse(JSON.parse(payload)));
  } catch (cause) {
    const code = codeOf(cause, abortSignal.aborted);
    throw new CodedError(code, failures[code], { cause });
  }
}

class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
}

function codeOf(cause: unknown, gaveUp: boolean): keyof typeof failures {
  if (cause instanceof TooManyRequestsException) return 'pricing_busy';
  // What Lambda says of an invocation that it ended.
  // https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
  const wasEnded =
    cause instanceof FunctionFailed && /Task timed out after [\d.]+ seconds/.test(cause.message);
  return gaveUp || wasEnded ? 'pricing_timeout' : 'pricing_failed';
}

/** An order must never get the prices of other lines than its own. */
function answerTo({ lines }: PriceRequest, response: PriceResponse): PriceResponse {
  const priced = response.ok ? response.quote.lines : lines;
  const isOurs =
    priced.length === lines.length &&
    lines.every(({ sku, quantity }, i) => priced[i]?.sku === sku && priced[i].quantity === quantity);
  if (isOurs) return response;
  throw new Error(`Pricing was asked for ${JSON.stringify(lines)} and priced ${JSON.stringify(priced)}`);
}
