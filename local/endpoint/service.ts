/** Who calls an AWS operation, and in which trace. */
export interface ApiCaller {
  /** Of its credentials, which every local function has of its own. */
  accessKeyId: string | undefined;
  /** The `X-Amzn-Trace-Id` header, which AWS SDKs send from inside a function. */
  traceHeader?: string | undefined;
}

/** One operation of an AWS API over JSON: its input as sent, its output as documented. Errors are `AwsError`s. */
// biome-ignore lint/suspicious/noExplicitAny: each operation checks or knows its own input
export type Operation = (input: any, caller: ApiCaller) => object | Promise<object>;

/** An AWS service of the JSON 1.0/1.1 protocols: `x-amz-target: <prefix>.<operation>`. */
export interface JsonService {
  targetPrefix: string;
  operations: Record<string, Operation>;
}
