import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';
import { checkBootstrap, checkConcurrency, neededConcurrency } from './aws-checks.ts';
import { type Answer, failure, fakeAws, noSuchStack, stackAnswer } from './testing.ts';

describe('the CDK bootstrap', () => {
  const environment = 'aws://111122223333/eu-central-1';
  const check = async (answer: Answer) => {
    const { config } = await fakeAws({ DescribeStacks: () => answer });
    return checkBootstrap(new CloudFormationClient(config), environment);
  };

  test('that is missing names the command that makes it', async () => {
    await expect(check(noSuchStack('CDKToolkit'))).rejects.toThrow(
      `run "npx cdk bootstrap ${environment}" once`,
    );
  });

  test('that is too old names both versions', async () => {
    const old = stackAnswer('CDKToolkit', { BootstrapVersion: '5' });
    await expect(check(old)).rejects.toThrow('version 5, 6 is needed');
  });

  test('that is recent enough is fine', async () => {
    expect(await check(stackAnswer('CDKToolkit', { BootstrapVersion: '28' }))).toBe('CDKToolkit version 28');
  });

  test('that may not be looked at is not taken for missing', async () => {
    await expect(check(failure('AccessDenied', 'User is not authorized', 403))).rejects.toThrow(
      'not authorized',
    );
  });
});

describe('the concurrency quota', () => {
  const template = {
    Resources: {
      Worker: { Type: 'AWS::Lambda::Function' },
      Api: { Type: 'AWS::Lambda::Function' },
      Queue: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { ScalingConfig: { MaximumConcurrency: 10 } },
      },
    },
  };
  const check = async (free: number) => {
    const AccountLimit = { UnreservedConcurrentExecutions: free };
    const { config } = await fakeAws({
      GetAccountSettings: () => ({ body: JSON.stringify({ AccountLimit }) }),
    });
    return checkConcurrency(new LambdaClient(config), neededConcurrency([template]));
  };

  test('must hold all workers at once and one of each other function', () => {
    expect(neededConcurrency([template])).toBe(11);
  });

  test('of a new account is too small, and the error names the quota to raise', async () => {
    await expect(check(10)).rejects.toThrow(/may run 10 functions at once here, 11 are needed.*L-B99A9384/);
  });

  test('that just suffices is fine', async () => {
    expect(await check(11)).toContain('11');
  });
});
