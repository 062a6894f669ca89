/** A function as the template describes it. */
export interface FunctionConfig {
  name: string;
  /** The folder with the bundle: LAMBDA_TASK_ROOT. */
  codeFolder: string;
  /** `index.handler` is the export `handler` of `index.mjs`, `index.js` or `index.cjs`. */
  handler: string;
  /** `nodejs24.x`; whatever it says, the Node that runs this process runs the function. */
  runtime: string;
  environment: Record<string, string>;
  /** MB. Limits the heap. */
  memorySize: number;
  /** Seconds. */
  timeout: number;
  /** Undefined: shares what the account has unreserved. 0: always throttled. */
  reservedConcurrentExecutions?: number;
  /** `/aws/lambda/<name>` unless it logs elsewhere. */
  logGroup: string;
  /** ARN of the queue for asynchronous events that failed. */
  deadLetterTargetArn?: string;
}

/** How asynchronous events of one function are retried and where they end (AWS::Lambda::EventInvokeConfig). */
export interface EventInvokeConfig {
  /** 0 to 2; 2 when absent. */
  maximumRetryAttempts?: number;
  /** Seconds; 6 hours when absent. */
  maximumEventAge?: number;
  /** ARN of a queue or a function. */
  onFailure?: string;
  onSuccess?: string;
}
