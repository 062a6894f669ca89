import { stableHex } from '../stable-id.ts';
import type { FunctionConfig } from './function-config.ts';

/** The access key of a function's role: unique to the function and the same on every start. */
export function accessKeyIdOf(functionName: string): string {
  return `ASIA${stableHex(functionName).toUpperCase()}`;
}

/**
 * What a handler finds in its environment: the function's own variables and those that Lambda documents ("Defined
 * runtime environment variables"), nothing of this process. TZ, PATH and the runtime's private API are left out.
 */
export function environmentVariables(
  config: FunctionConfig,
  logStreamName: string,
  options: { region: string; endpointUrl: string },
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: options.endpointUrl,
    ...config.environment,
    _HANDLER: config.handler,
    AWS_REGION: options.region,
    AWS_DEFAULT_REGION: options.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: config.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_ACCESS_KEY_ID: accessKeyIdOf(config.name),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    LANG: 'en_US.UTF-8',
    LAMBDA_TASK_ROOT: config.codeFolder,
  };
}
