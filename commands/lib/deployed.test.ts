import { afterEach, expect, test, vi } from 'vitest';
import { deployChecks } from './deploy-checks.ts';
import { endingMails, findDeployed, sizeToDeploy } from './deployed.ts';
import { failure, fakeAws, identity, noSuchStack, stackAnswer, success } from './testing.ts';

afterEach(() => vi.unstubAllEnvs());

const alarms = {
  Mail: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'email', Endpoint: 'a@example.com' } },
};
const subscribers = { Subscribers: [{ Address: 'b@example.com', SubscriptionType: 'EMAIL' }] };
const budget = {
  Budget: {
    Type: 'AWS::Budgets::Budget',
    Properties: { NotificationsWithSubscribers: [subscribers, subscribers] },
  },
};

async function deployedWith(describe: (name: string | null) => ReturnType<typeof failure>) {
  const { endpoint } = await fakeAws({
    GetCallerIdentity: identity,
    DescribeStacks: (input) => describe(input.get('StackName')),
    GetTemplate: (input) => {
      const Resources = input.get('StackName')?.includes('legacy') ? alarms : budget;
      return success('GetTemplate', `<TemplateBody>${JSON.stringify({ Resources })}</TemplateBody>`);
    },
  });
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'fake');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'fake');
  return findDeployed();
}

test('the deployed system says its size and whom it tells by mail', async () => {
  expect(await deployedWith((name) => stackAnswer(name ?? '', { Size: 'full' }))).toEqual({
    size: 'full',
    mails: [
      { option: 'alarm-email', address: 'a@example.com' },
      { option: 'budget-email', address: 'b@example.com' },
    ],
  });
});

test.each([
  ['no stack', noSuchStack],
  ['a creation that was rolled back', () => stackAnswer('legacy', {}, 'ROLLBACK_COMPLETE')],
])('%s is nothing deployed', async (_, describe) => {
  expect(await deployedWith(describe)).toBeUndefined();
});

test('a stack that may not be looked at is an error, not a stack that is not there', async () => {
  await expect(deployedWith(() => failure('AccessDenied', 'not authorized', 403))).rejects.toThrow(
    'not authorized',
  );
});

const full = { size: 'full', mails: [{ option: 'alarm-email', address: 'a@example.com' }] } as const;

test('without --size the deployed size stays, and the first deployment is small', () => {
  expect(sizeToDeploy({}, { ...full, mails: [] })).toBe('full');
  expect(sizeToDeploy({}, undefined)).toBe('small');
});

test('another size than the deployed one needs --change-size', () => {
  const deployed = { ...full, mails: [] };
  expect(() => sizeToDeploy({ size: 'small' }, deployed)).toThrow(/has size full;.*--change-size/);
  expect(sizeToDeploy({ size: 'small', 'change-size': true }, deployed)).toBe('small');
  expect(sizeToDeploy({ size: 'full' }, deployed)).toBe('full');
  expect(sizeToDeploy({ size: 'full' }, undefined)).toBe('full');
});

test('a deployed system that does not say its size is no reason to take the smaller one', () => {
  const deployed = { size: undefined, mails: [] };
  expect(() => sizeToDeploy({}, deployed)).toThrow('say --size');
  expect(sizeToDeploy({ size: 'full' }, deployed)).toBe('full');
});

test('a mail address that is not given again is told, with the option that keeps it', () => {
  const deployed = { ...full, mails: [...full.mails] };
  expect(endingMails({}, deployed)).toEqual([
    'This ends the mails to a@example.com; to keep them: --alarm-email a@example.com',
  ]);
  expect(endingMails({ 'alarm-email': 'a@example.com' }, deployed)).toEqual([]);
  expect(endingMails({}, undefined)).toEqual([]);
});

test('nothing is deployed while AWS does not say what is there', async () => {
  const plan = { assembly: '', templates: [], platforms: [] };
  const checks = deployChecks(plan, Promise.reject(new Error('no answer')));
  const system = checks.find(({ what }) => what === 'deployed system');
  await expect(system?.run()).rejects.toThrow('no answer');
});
