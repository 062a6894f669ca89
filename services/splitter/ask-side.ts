import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Side } from './split.ts';

/**
 * Hands a request to a side and answers what it answers. Throws when it fails or says nothing within the time, in
 * milliseconds: API Gateway then answers 502, as it does for a function that it calls itself.
 */
export async function askSide(
  lambda: LambdaClient,
  { name, functionName }: Side,
  event: APIGatewayProxyEvent,
  time: number,
): Promise<APIGatewayProxyResult> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
  const { FunctionError, Payload } = await lambda.send(command, { abortSignal: AbortSignal.timeout(time) });
  // Invoke answers 200 also when the function threw. What it threw may quote the request, so it is not repeated.
  if (FunctionError) throw new Error(`The function of ${name} ended with ${FunctionError}`);
  return JSON.parse(Payload?.transformToString() ?? '');
}
