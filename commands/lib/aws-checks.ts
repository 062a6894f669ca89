import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Template } from './running-cost.ts';

/** What the app's stack synthesizer asks of the bootstrap stack. */
const bootstrapVersion = 6;

/** Finds the stack that `cdk bootstrap` makes once per account and region. Throws when it is absent or too old. */
export async function checkBootstrap(client: CloudFormationClient, environment: string): Promise<string> {
  const outputs = await bootstrapOutputs(client);
  const remedy = `run "npx cdk bootstrap ${environment}" once`;
  if (!outputs) throw new Error(`this account and region are not set up for the CDK: ${remedy}`);
  const version = Number(outputs.find(({ OutputKey }) => OutputKey === 'BootstrapVersion')?.OutputValue);
  if (!(version >= bootstrapVersion))
    throw new Error(`the CDKToolkit stack has version ${version}, ${bootstrapVersion} is needed: ${remedy}`);
  return `CDKToolkit version ${version}`;
}

async function bootstrapOutputs(client: CloudFormationClient) {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' }));
    return Stacks?.[0]?.Outputs ?? [];
  } catch (error) {
    // DescribeStacks has no error code of its own for a stack that does not exist.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/**
 * How many concurrent executions the templates need: the maximum concurrency of every queue's workers, and one for
 * each other function.
 */
export function neededConcurrency(templates: Template[]): number {
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  const maximumOf = (properties: Record<string, unknown> = {}) => {
    const { ScalingConfig } = properties as { ScalingConfig?: { MaximumConcurrency?: number } };
    return ScalingConfig?.MaximumConcurrency;
  };
  const maxima = resources
    .filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping')
    .map(({ Properties }) => maximumOf(Properties))
    .filter((maximum) => maximum !== undefined);
  const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function').length;
  return maxima.reduce((sum, maximum) => sum + maximum, functions - maxima.length);
}

/**
 * Compares the account's concurrency with what is needed. New accounts begin with very little:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export async function checkConcurrency(client: LambdaClient, needed: number): Promise<string> {
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
  const free = AccountLimit?.UnreservedConcurrentExecutions ?? 0;
  if (free < needed)
    throw new Error(
      `Lambda may run ${free} functions at once here, ${needed} are needed (or calls are throttled): ask for more ` +
        'at Service Quotas, AWS Lambda, "Concurrent executions" (L-B99A9384)',
    );
  return `Lambda may run ${free} functions at once, ${needed} are needed`;
}
