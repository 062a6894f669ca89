import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { CodedError } from '../shared/errors.ts';
import { type PriceRequest, type PriceResponse, priceResponseSchema } from './contract.ts';

/** Where pricing runs and how long to wait for it, all attempts of the SDK together. */
export interface PricingCall {
  functionName: string;
  timeoutMilliseconds: number;
}

/**
 * Asks pricing through the Lambda API. A refusal is an answer; everything that keeps pricing from answering (throttled,
 * thrown, timed out, an answer outside the contract) is `pricing_unavailable` with its cause, and worth a retry.
 */
export async function requestPrice(
  lambda: LambdaClient,
  { functionName, timeoutMilliseconds }: PricingCall,
  request: PriceRequest,
): Promise<PriceResponse> {
  try {
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'RequestResponse',
      Payload: JSON.stringify(request),
    });
    const abortSignal = AbortSignal.timeout(Math.max(timeoutMilliseconds, 1));
    const { FunctionError, Payload } = await lambda.send(command, { abortSignal });
    const payload = Payload?.transformToString() ?? '';
    // Invoke answers 200 also when the function threw: only FunctionError tells.
    if (FunctionError) throw new Error(`${functionName} ended with ${FunctionError}: ${payload}`);
    return priceResponseSchema.parse(JSON.parse(payload));
  } catch (cause) {
    throw new CodedError(
      'pricing_unavailable',
      'Nothing was ordered. Send the same request again in a moment.',
      {
        cause,
      },
    );
  }
}
