import { afterEach, expect, test, vi } from 'vitest';
import { deploymentBehind, findDeployment } from './deployment.ts';
import { fakeAws, noSuchStack, stackAnswer } from './testing.ts';

afterEach(() => vi.unstubAllEnvs());

const outputs = { ApiUrl: 'https://abc.execute-api.eu-central-1.amazonaws.com/live/' };

test('the URL of a deployed system is an output of its stack', async () => {
  const { config } = await fakeAws({ DescribeStacks: () => stackAnswer('orders', outputs) });
  expect(await deploymentBehind(config)).toMatchObject({
    url: 'https://abc.execute-api.eu-central-1.amazonaws.com/live',
    outputs,
  });
});

test('a stack that is not there is an error that names it', async () => {
  const { config } = await fakeAws({ DescribeStacks: (input) => noSuchStack(input.get('StackName')) });
  await expect(deploymentBehind(config)).rejects.toThrow('Stack with id orders does not exist');
});

test('a loopback URL that is no local run belongs to the emulator that AWS_ENDPOINT_URL names', async () => {
  const { endpoint, calls } = await fakeAws({ DescribeStacks: () => stackAnswer('orders', outputs) });
  await expect(findDeployment(endpoint)).rejects.toThrow('is not this system');
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  const { url, clientConfig } = await findDeployment(`${endpoint}/restapis/abc/live/`);
  expect(url).toBe(`${endpoint}/restapis/abc/live`);
  expect(clientConfig).toMatchObject({ endpoint });
  expect(calls.at(-1)).toMatchObject({ operation: 'DescribeStacks', accessKeyId: 'test' });
});
