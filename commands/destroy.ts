import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { callerIdentity, findRegion } from './lib/aws-account.ts';
import { destroyAll, runCdk } from './lib/cdk.ts';
import type { Command } from './lib/command.ts';
import { confirm } from './lib/confirm.ts';
import { planDeployment } from './lib/deploy-plan.ts';
import { findStackId, keptBy, protectedResources } from './lib/kept.ts';

/** The stacks of infra/app.ts. */
const stackNames = ['orders', 'legacy'];

export const command: Command = {
  summary: 'Removes the system and its data from AWS and lists what it kept',
  options: { yes: { type: 'boolean', description: 'do not ask' } },
  async run({ values }) {
    const region = await findRegion();
    const { accountId } = await callerIdentity({ region });
    const client = new CloudFormationClient({ region });
    const stackIds = await Promise.all(stackNames.map((name) => findStackId(client, name)));
    const found = stackIds.filter((id) => id !== undefined);
    const where = `account ${accountId}, region ${region}`;
    if (found.length === 0) return console.log(`Nothing of this app is deployed in ${where}.`);

    await refuseProtected(client, found);
    const question = `Delete the stacks ${stackNames.join(' and ')} and all their data in ${where}?`;
    if (!values['yes'] && !(await confirm(question))) return console.log('Nothing was deleted.');
    const { assembly } = await planDeployment('small');
    await runCdk(destroyAll(assembly), { ...process.env, AWS_REGION: region });
    await listKept(client, found);
  },
};

async function refuseProtected(client: CloudFormationClient, stackIds: string[]): Promise<void> {
  const all = await Promise.all(stackIds.map((id) => protectedResources(client, id)));
  const ids = all.flat();
  if (ids.length)
    throw new Error(
      `protected against deletion: ${ids.join(', ')}. "npm run deploy -- --size small --change-size" takes the ` +
        'protection off; then destroy again',
    );
}

async function listKept(client: CloudFormationClient, stackIds: string[]): Promise<void> {
  const kept = (await Promise.all(stackIds.map((id) => keptBy(client, id)))).flat();
  console.log('\nThe stacks are gone. Kept:');
  for (const { what, remove } of kept) console.log(`  ${what}\n    remove it: ${remove}`);
  if (await findStackId(client, 'CDKToolkit'))
    console.log(
      "  CDKToolkit, the CDK's own stack, which all CDK apps of this region share; files and images in it cost cents\n" +
        '    remove what no app needs: npx cdk gc --unstable=gc',
    );
  console.log(
    '  perhaps log groups that a last log line made anew\n' +
      '    look: aws logs describe-log-groups --query "logGroups[].logGroupName"',
  );
}
