import { furnish, whatToTry } from './lib/after-deploy.ts';
import { findRegion } from './lib/aws-account.ts';
import { deployAll, runCdk } from './lib/cdk.ts';
import { runChecks } from './lib/check.ts';
import { type Command, oneOf, text } from './lib/command.ts';
import { confirm } from './lib/confirm.ts';
import { deployChecks } from './lib/deploy-checks.ts';
import { planDeployment, sizes } from './lib/deploy-plan.ts';
import { deploymentBehind } from './lib/deployment.ts';
import { describeCost, runningCost } from './lib/running-cost.ts';

export const command: Command = {
  summary:
    'Deploys to AWS: checks, says the price, deploys, loads the catalogue; needs credentials and Docker',
  options: {
    size: { type: 'string', default: 'small', description: 'small (default) to try out, full to keep' },
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
    const size = oneOf(values, 'size', sizes);
    const emails = { budgetEmail: text(values, 'budget-email'), alarmEmail: text(values, 'alarm-email') };
    const context = Object.entries(emails).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const say = (line: string) => console.log(line);
    say(`Synthesising the CDK app, size ${size} ...`);
    const plan = await planDeployment(size, Object.fromEntries(context));
    await runChecks(deployChecks(plan), say);

    say('\nLeft running, this costs about:');
    describeCost(runningCost(plan.templates)).forEach(say);
    say('Traffic comes on top. "npm run destroy" ends it.\n');
    if (!values['yes'] && !(await confirm('Deploy?'))) return say('Nothing was deployed.');

    const region = await findRegion();
    await runCdk(deployAll(plan.assembly), { ...process.env, AWS_REGION: region });
    const deployment = await deploymentBehind({ region });
    await furnish(deployment, say);
    say(`\nready ${deployment.url}\n${whatToTry(deployment.url)}`);
  },
};
