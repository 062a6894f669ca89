import { accessToken } from './lib/access-token.ts';
import { ApiClient } from './lib/api.ts';
import { type Command, text } from './lib/command.ts';
import { findDeployment } from './lib/deployment.ts';
import { Checkpoint } from './lib/migration/checkpoint.ts';
import { migrate } from './lib/migration/migrate.ts';
import { legacyOrders, newHistory, pastOrders } from './lib/migration/past-orders.ts';

export const command: Command = {
  summary:
    "Copies past orders from the legacy API into the orders service's history, and compares both sides",
  options: {
    url: { type: 'string', description: 'the running system (default http://127.0.0.1:3000)' },
    'dry-run': { type: 'boolean', description: 'only say what would be done' },
  },
  async run({ values }) {
    const deployment = await findDeployment(text(values, 'url'));
    const operator = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
    // Nobody writes past orders any more: they may be copied at any time, whoever answers for them.
    console.log(`Copying past orders from legacy to orders at ${deployment.url}`);
    await migrate(
      { goods: pastOrders, from: legacyOrders(operator), to: newHistory(deployment) },
      {
        dryRun: values['dry-run'] === true,
        remove: false,
        checkpoint: new Checkpoint(['past orders', JSON.stringify(deployment)].join()),
        say: (line) => console.log(line),
      },
    );
  },
};
