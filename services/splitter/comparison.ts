import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Side } from './split.ts';

/** What the comparing function gets: a request, what its caller was answered, and who else shall answer it. */
export interface Comparison {
  route: string;
  shadow: Side;
  request: APIGatewayProxyEvent;
  answer: APIGatewayProxyResult;
}

/** How long the caller may wait for the copy of their request to be handed over, in milliseconds. */
const patience = 1_000;

/** Has a request compared later: Lambda keeps it until then. Throws when it is not taken, too large for example. */
export async function orderComparison(
  lambda: LambdaClient,
  functionName: string,
  comparison: Comparison,
): Promise<void> {
  await lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: JSON.stringify(comparison),
    }),
    { abortSignal: AbortSignal.timeout(patience) },
  );
}
