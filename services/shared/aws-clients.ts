import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tracer } from './observability.ts';
import { patience } from './patience.ts';

/** Without `throwOnRequestTimeout` the SDK would only warn. */
const patient = {
  requestHandler: {
    connectionTimeout: patience.connect,
    requestTimeout: patience.request,
    throwOnRequestTimeout: true,
  },
};

/** The ordinary SDK clients, traced. `AWS_ENDPOINT_URL`, when set, points all of them at another endpoint. */
export const documents = () =>
  DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient(patient)), {
    marshallOptions: { removeUndefinedValues: true },
  });
export const stepFunctions = () => tracer.captureAWSv3Client(new SFNClient(patient));
export const sqs = () => tracer.captureAWSv3Client(new SQSClient(patient));
export const secretsManager = () => tracer.captureAWSv3Client(new SecretsManagerClient(patient));
/**
 * An answer of Lambda takes as long as the function behind it: whoever calls says how long to wait. Throttling and Lambda's
 * own failures are tried again within that time, what the function did is not.
 */
export const lambda = () =>
  tracer.captureAWSv3Client(
    new LambdaClient({
      maxAttempts: patience.attempts,
      requestHandler: { connectionTimeout: patience.connect },
    }),
  );
