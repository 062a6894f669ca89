import { devNull } from 'node:os';
import { UsageError } from './command.ts';
import type { Deployment } from './deployment.ts';
import { isLoopback } from './loopback.ts';

const region = 'us-east-1';

/** The endpoint of an AWS emulator on this machine. Throws on any other host: that could be AWS, or cost money. */
export function emulatorEndpoint(url: string): string {
  const endpoint = URL.canParse(url) ? new URL(url) : undefined;
  if (!endpoint || !/^https?:$/.test(endpoint.protocol) || !isLoopback(endpoint))
    throw new UsageError(
      `"${url}" is not the endpoint of an emulator; give an http URL of this machine, such as http://127.0.0.1:4566`,
    );
  return endpoint.origin;
}

/** For SDK clients. The credentials open nothing: an emulator does not ask, and AWS would refuse them. */
export function emulatorConfig(endpoint: string): Deployment['clientConfig'] {
  return { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

/**
 * The environment in which the CDK talks to the emulator alone: none of the AWS settings of this shell or of ~/.aws, so
 * that neither real credentials nor the endpoint of a single service can slip in.
 */
export function emulatorEnvironment(endpoint: string, shell = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(shell).filter(([name]) => !/^AWS_/.test(name));
  return {
    ...Object.fromEntries(kept),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: '127.0.0.1,localhost,::1',
  };
}

/** The AWS environment as the CDK names it, for `cdk bootstrap`. */
export const emulatorEnvironmentName = (accountId: string) => `aws://${accountId}/${region}`;
