/** What one execution environment needs to know at its start. */
export interface EnvironmentSetup {
  codeFolder: string;
  handler: string;
  functionName: string;
  memorySize: number;
  logGroupName: string;
  logStreamName: string;
  codeCacheFolder: string | undefined;
  /** What stands for the runtime's /var/runtime/ca-cert.pem. */
  certificatesFile: string | undefined;
  /** Where processors are few, it leaves them to others. */
  givesWay: boolean;
}

/** One request to an execution environment. */
export interface InvokeMessage {
  requestId: string;
  payload: string;
  /** Epoch milliseconds. */
  deadline: number;
  traceId: string;
  functionArn: string;
}

/**
 * What an execution environment says: its initialisation ended, it wrote to its log, or it has the answer to the
 * request. `fatal` ends the environment.
 */
export type EnvironmentMessage =
  | { type: 'initialised' }
  | { type: 'log'; text: string }
  | { type: 'result'; payload: string }
  | { type: 'error'; payload: string; fatal: boolean };
