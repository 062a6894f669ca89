import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

/** The AWS account and region that a command works on. */
export interface AwsAccount {
  accountId: string;
  /** Who calls: the ARN of a user or an assumed role. */
  arn: string;
}

/** The region of the AWS SDK or CLI: AWS_REGION, AWS_DEFAULT_REGION, or the profile's. Throws when none is set. */
export async function findRegion(): Promise<string> {
  const given = process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'];
  if (given) return given;
  try {
    return await new STSClient({}).config.region();
  } catch (cause) {
    throw new Error('no region is set: set AWS_REGION, for example AWS_REGION=eu-central-1', { cause });
  }
}

const signIn = 'sign in (aws login, aws sso login) or set AWS_PROFILE';

/** Asks STS whose credentials these are. Throws one line on credentials that are missing, expired or wrong. */
export async function callerIdentity(config: STSClientConfig): Promise<AwsAccount> {
  try {
    const { Account = '', Arn = '' } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
    return { accountId: Account, arn: Arn };
  } catch (error) {
    throw new Error(explain(error), { cause: error });
  }
}

function explain(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name))
    return `no AWS credentials were found: ${signIn}`;
  if (/^Expired/.test(name)) return `the AWS credentials have expired: ${signIn} again`;
  if (/^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch)$/.test(name))
    return `AWS does not accept the credentials (${name}): ${signIn}`;
  return `STS does not answer (${name}: ${message}): is the region right and the network up?`;
}
