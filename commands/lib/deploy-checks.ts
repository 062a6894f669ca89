import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { callerIdentity, findRegion } from './aws-account.ts';
import { checkBootstrap, checkConcurrency, neededConcurrency } from './aws-checks.ts';
import type { Check } from './check.ts';
import { checkEngine, checkPlatform } from './container-engine.ts';
import type { DeployPlan } from './deploy-plan.ts';
import type { Deployed } from './deployed.ts';

/** What a deployment to AWS needs: who, where, what it replaces, and a machine that can build the images. */
export function deployChecks(
  { templates, platforms }: DeployPlan,
  deployed: Promise<Deployed | undefined>,
): Check[] {
  const config = async () => ({ region: await findRegion() });
  const region: Check = { what: 'region', run: findRegion };
  const credentials: Check = {
    what: 'credentials',
    needs: [region],
    async run() {
      const { accountId, arn } = await callerIdentity(await config());
      return `account ${accountId} as ${arn}`;
    },
  };
  const bootstrap: Check = {
    what: 'CDK bootstrap',
    needs: [credentials],
    async run() {
      const [{ accountId }, { region }] = [await callerIdentity(await config()), await config()];
      return checkBootstrap(new CloudFormationClient({ region }), `aws://${accountId}/${region}`);
    },
  };
  const concurrency: Check = {
    what: 'concurrency quota',
    needs: [credentials],
    run: async () => checkConcurrency(new LambdaClient(await config()), neededConcurrency(templates)),
  };
  const system: Check = {
    what: 'deployed system',
    needs: [credentials],
    async run() {
      const found = await deployed;
      return found ? `size ${found.size ?? 'not known'}` : 'none yet';
    },
  };
  return [endpoint, region, credentials, system, bootstrap, concurrency, ...imageChecks(platforms)];
}

/** The API that would be deployed to an emulator would still be named, and then called, in AWS's own domain. */
const endpoint: Check = {
  what: 'endpoint',
  async run() {
    const url = process.env['AWS_ENDPOINT_URL'];
    if (url) throw new Error(`AWS_ENDPOINT_URL leads to ${url}: unset it, or use "npm run deploy:emulator"`);
    return "AWS's own";
  },
};

/** What building the container images needs. */
export function imageChecks(platforms: string[]): Check[] {
  const engine: Check = { what: 'container engine', run: () => checkEngine() };
  const builds = platforms.map((platform) => ({
    what: `image for ${platform}`,
    needs: [engine],
    run: () => checkPlatform(platform),
  }));
  return [engine, ...builds];
}
