import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployAll } from './lib/cdk.ts';
import { emulatorEnvironment } from './lib/emulator.ts';
import { runCommand, temporaryFolder } from './lib/testing.ts';
import { fakeCloudFormation } from './lib/testing-cloudformation.ts';

const run = (endpoint: string) => runCommand(['deploy:emulator', '--endpoint', endpoint]);

test('a host that is not this machine is refused in one line', async () => {
  const { code, stderr } = await run('https://cloudformation.eu-central-1.amazonaws.com');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^deploy:emulator: "https:\/\/cloudformation\..* is not the endpoint of an emulator.*\n$/,
  );
});

test('an emulator that does not run is one line', async () => {
  const { code, stderr } = await run('http://127.0.0.1:9');
  expect(code).toBe(1);
  expect(stderr).toBe(
    'deploy:emulator: no AWS emulator answers at http://127.0.0.1:9: start it, or say --endpoint\n',
  );
});

test('the CDK sends a deployment to the endpoint, with credentials that are not the shell’s', async () => {
  const aws = await fakeCloudFormation({});
  const { AWS_ENDPOINT_URL: _, ...shell } = process.env;
  const environment = emulatorEnvironment(aws.endpoint, { ...shell, AWS_ACCESS_KEY_ID: 'real' });
  const cdk = spawn('node_modules/.bin/cdk', deployAll(assemblyOfOneStack()), { env: environment });
  const [code] = await once(cdk, 'exit');
  expect(aws.done()).toEqual(['CreateChangeSet tiny', 'ExecuteChangeSet tiny']);
  expect(new Set(aws.calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['test']));
  expect(code).toBe(0);
}, 60_000);

function assemblyOfOneStack(): string {
  const folder = temporaryFolder();
  const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
  write('tiny.template.json', { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });
  write('manifest.json', {
    version: '36.0.0',
    artifacts: {
      tiny: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: 'tiny.template.json' },
      },
    },
  });
  return folder;
}
