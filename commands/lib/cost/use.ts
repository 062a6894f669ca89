import type prices from '../prices.json';

/** What is paid by use. */
export type UseName = keyof typeof prices.perMillion;
export type Use = Record<UseName, number>;

/** What each of it is called, and what would make it less. */
export const uses: Record<UseName, { what: string; lever: string }> = {
  restApiRequest: {
    what: 'requests to the REST API',
    lever: 'an HTTP API costs 1.00 instead of 3.50, and has no mapping templates and no validation',
  },
  sqsRequest: {
    what: 'SQS requests',
    lever: 'a batching window: fuller batches are fewer receives and deletes',
  },
  lambdaRequest: {
    what: 'Lambda invocations',
    lever: 'let the workflow call DynamoDB itself where it decides nothing',
  },
  lambdaGbSecondArm64: { what: 'GB-seconds of Lambda', lever: 'the memory size, by measuring on AWS' },
  dynamoDbWrite: {
    what: 'DynamoDB writes',
    lever: 'fewer statuses in an order, no index `pending`; provisioned capacity where the load is steady',
  },
  dynamoDbRead: { what: 'DynamoDB reads', lever: 'reads that need not be consistent cost half' },
  stateTransition: {
    what: 'Step Functions transitions',
    lever: 'each state saved is 25 USD per million orders',
  },
  logKilobyte: { what: 'KB of logs', lever: 'POWERTOOLS_LOG_LEVEL=WARN, and a shorter access log' },
  trace: {
    what: 'X-Ray traces',
    lever: 'the sampling rule: 1 request a second and 5 % of the rest unless it is changed',
  },
};

/** Bands of how long a function is billed, in milliseconds. */
const bands = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** A time, as the upper end of its band: what is measured on one machine is an order of magnitude on another. */
export const inBand = (milliseconds: number): number =>
  bands.find((end) => milliseconds <= end) ?? milliseconds;
