import { expect, test } from 'vitest';
import {
  failure,
  fakeAws,
  fakeProgram,
  identity,
  noSuchStack,
  runCommand,
  stackAnswer,
  success,
} from './lib/testing.ts';
import { fakeCloudFormation } from './lib/testing-cloudformation.ts';

test('a size that is not known is one line and exit code 2', async () => {
  const { code, stderr } = await runCommand(['deploy', '--size', 'medium']);
  expect(code).toBe(2);
  expect(stderr).toBe('deploy: --size is "medium"; it must be one of small, full\n');
});

test('everything that is missing is told at once, a line each, and nothing is deployed', async () => {
  const aws = await fakeAws({
    GetCallerIdentity: () =>
      failure('ExpiredToken', 'The security token included in the request is expired', 403),
    DescribeStacks: (input) => noSuchStack(input.get('StackName')),
  });
  const { code, stdout, stderr } = await runCommand(['deploy', '--yes'], {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
    CDK_DOCKER: fakeProgram('docker', 'echo "Cannot connect to the Docker daemon" >&2; exit 1'),
  });
  expect(stdout.trim().split('\n').slice(1)).toEqual([
    expect.stringMatching(/^MISSING {2}endpoint: AWS_ENDPOINT_URL leads to .* unset it/),
    'ok       region: eu-central-1',
    expect.stringMatching(/^MISSING {2}credentials: the AWS credentials have expired/),
    expect.stringMatching(/^MISSING {2}container engine: .*Cannot connect to the Docker daemon$/),
  ]);
  expect(stderr).toBe(
    'deploy: nothing was deployed; first put right: endpoint, credentials, container engine\n',
  );
  expect(code).toBe(1);
  expect(new Set(aws.calls.map(({ operation }) => operation))).toEqual(new Set(['GetCallerIdentity']));
}, 60_000);

test('another size than the deployed one is refused before anything else, in one line with exit code 2', async () => {
  const aws = await fakeAws({
    GetCallerIdentity: identity,
    DescribeStacks: (input) => stackAnswer(input.get('StackName') ?? '', { Size: 'full' }),
    GetTemplate: () => success('GetTemplate', '<TemplateBody>{"Resources":{}}</TemplateBody>'),
  });
  const { code, stdout, stderr } = await runCommand(['deploy', '--yes', '--size', 'small'], {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
  });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^deploy: the deployed system has size full; .*--change-size to make it small\n$/);
}, 60_000);

const nothing = { Resources: {} };

async function destroy(templates: Record<string, object>, options = ['--yes']) {
  const aws = await fakeCloudFormation(templates);
  const { code, stdout, stderr } = await runCommand(['destroy', ...options], {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
  });
  return { code, stdout, stderr, done: aws.done() };
}

test('without a deployment there is nothing to destroy, which is no error', async () => {
  const { code, stdout, done } = await destroy({});
  expect(stdout).toBe('Nothing of this app is deployed in account 111122223333, region eu-central-1.\n');
  expect([code, done]).toEqual([0, []]);
}, 60_000);

test('a system that is protected against deletion is left alone, and the error says how to unprotect it', async () => {
  const Database = { Type: 'AWS::RDS::DBInstance', Properties: { DeletionProtection: true } };
  const { code, stderr, done } = await destroy({ legacy: { Resources: { Database } }, orders: nothing });
  expect(stderr).toMatch(/^destroy: protected against deletion: Database\..*--size small --change-size/);
  expect([code, done]).toEqual([1, []]);
}, 60_000);

test('nothing is deleted when nobody is there to ask', async () => {
  const { code, stderr, done } = await destroy({ legacy: nothing, orders: nothing }, []);
  expect(stderr).toBe('destroy: There is no terminal to ask on: say --yes\n');
  expect([code, done]).toEqual([2, []]);
});

test('the stacks go in the order that they need each other, and what stays is listed', async () => {
  const { code, stdout, done } = await destroy({ legacy: nothing, orders: nothing, CDKToolkit: nothing });
  expect(done).toEqual(['DeleteStack orders', 'DeleteStack legacy']);
  expect(stdout).toMatch(/The stacks are gone\. Kept:\n {2}CDKToolkit/);
  expect(code).toBe(0);
}, 60_000);
