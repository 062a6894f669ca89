import { callerIdentity } from './lib/aws-account.ts';
import { deployAll, runCdk } from './lib/cdk.ts';
import { runChecks } from './lib/check.ts';
import { type Command, oneOf, text } from './lib/command.ts';
import { imageChecks } from './lib/deploy-checks.ts';
import { planDeployment, sizes } from './lib/deploy-plan.ts';
import { deploymentBehind } from './lib/deployment.ts';
import {
  emulatorConfig,
  emulatorEndpoint,
  emulatorEnvironment,
  emulatorEnvironmentName,
} from './lib/emulator.ts';

export const command: Command = {
  summary: 'Deploys the same templates to an AWS emulator on this machine; see docs/not-proved-on-aws.md',
  options: {
    endpoint: {
      type: 'string',
      default: 'http://127.0.0.1:4566',
      description: 'where the emulator listens (default http://127.0.0.1:4566)',
    },
    size: { type: 'string', default: 'small', description: 'small (default) or full' },
  },
  async run({ values }) {
    const endpoint = emulatorEndpoint(text(values, 'endpoint') ?? '');
    const size = oneOf(values, 'size', sizes);
    const config = emulatorConfig(endpoint);
    const { accountId } = await callerIdentity(config).catch((cause: unknown) => {
      throw new Error(`no AWS emulator answers at ${endpoint}: start it, or say --endpoint`, { cause });
    });
    const plan = await planDeployment(size);
    await runChecks(imageChecks(plan.platforms), (line) => console.log(line));

    const environment = emulatorEnvironment(endpoint);
    await runCdk(['bootstrap', emulatorEnvironmentName(accountId)], environment);
    await runCdk(deployAll(plan.assembly), environment);
    const { outputs } = await deploymentBehind(config);
    for (const [name, value] of Object.entries(outputs)) console.log(`${name} ${value}`);
    console.log(whatNext(endpoint));
  },
};

/** ApiUrl names a host in AWS, wherever the stack is: nothing may be sent there. */
const whatNext = (endpoint: string) => `
ApiUrl is a name in AWS's own domain: the emulator serves that API under a URL of its own, see its manual. With it:

  AWS_ENDPOINT_URL=${endpoint} npm run seed -- --url <that URL>
  AWS_ENDPOINT_URL=${endpoint} npm run smoke -- --url <that URL>`;
