import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tracer } from './observability.ts';

/** The ordinary SDK clients, traced. `AWS_ENDPOINT_URL`, when set, points all of them at another endpoint. */
export const documents = () =>
  DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient()), {
    marshallOptions: { removeUndefinedValues: true },
  });
export const lambda = (config: ConstructorParameters<typeof LambdaClient>[0] = {}) =>
  tracer.captureAWSv3Client(new LambdaClient(config));
export const stepFunctions = () => tracer.captureAWSv3Client(new SFNClient());
