import { furnish, whatToTry } from './lib/after-deploy.ts';
import { findRegion } from './lib/aws-account.ts';
import { deployAll, runCdk } from './lib/cdk.ts';
import { runChecks } from './lib/check.ts';
import { type Command, text } from './lib/command.ts';
import { confirm } from './lib/confirm.ts';
import { deployChecks } from './lib/deploy-checks.ts';
import { planDeployment } from './lib/deploy-plan.ts';
import { endingMails, findDeployed, sizeToDeploy } from './lib/deployed.ts';
import { deploymentBehind } from './lib/deployment.ts';
import { describeCost, runningCost } from './lib/running-cost.ts';

export const command: Command = {
  summary:
    'Deploys to AWS: checks, says the price, deploys, loads the catalogue; needs credentials and a container engine',
  options: {
    size: {
      type: 'string',
      description: 'small to try out, full to keep (default what is deployed, small at first)',
    },
    'change-size': { type: 'boolean', description: 'with --size: change the size of what is deployed' },
    'budget-email': {
      type: 'string',
      description: "whom to tell when the month's budget runs out (default nobody)",
    },
    'alarm-email': {
      type: 'string',
      description: 'whom to tell when an alarm fires (default nobody)',
    },
    yes: { type: 'boolean', description: 'do not ask' },
  },
  async run({ values }) {
    const deployed = findDeployed();
    // When AWS cannot be asked, the checks below say why, and nothing is deployed.
    const found = await deployed.catch(() => undefined);
    const size = sizeToDeploy(values, found);
    const emails = { budgetEmail: text(values, 'budget-email'), alarmEmail: text(values, 'alarm-email') };
    const context = Object.entries(emails).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const say = (line: string) => console.log(line);
    say(`Synthesising the CDK app, size ${size} ...`);
    const plan = await planDeployment(size, Object.fromEntries(context));
    await runChecks(deployChecks(plan, deployed), say);

    say('\nLeft running, this costs about:');
    describeCost(runningCost(plan.templates)).forEach(say);
    say('Traffic comes on top. "npm run destroy" ends it.\n');
    endingMails(values, found).forEach(say);
    if (!values['yes'] && !(await confirm('Deploy?'))) return say('Nothing was deployed.');

    const region = await findRegion();
    await runCdk(deployAll(plan.assembly), { ...process.env, AWS_REGION: region });
    const deployment = await deploymentBehind({ region });
    await furnish(deployment, say);
    say(`\nready ${deployment.url}\n${whatToTry(deployment.url)}`);
  },
};
