import { accessToken } from './lib/access-token.ts';
import { ApiClient } from './lib/api.ts';
import { type Command, text } from './lib/command.ts';
import { findDeployment } from './lib/deployment.ts';
import { Narrator } from './lib/narrator.ts';
import { happy } from './lib/stories/happy.ts';
import { paymentCanceled } from './lib/stories/payment-canceled.ts';

export const command: Command = {
  summary:
    "Walks the demo's steps against a running system; exit code 0 when all went as it should, 1 otherwise",
  options: { url: { type: 'string', description: 'the running system (default http://127.0.0.1:3000)' } },
  async run({ values }) {
    const narrator = new Narrator(process.stdout);
    const deployment = await findDeployment(text(values, 'url'));
    narrator.title(`Smoke test of ${deployment.url}`);
    const customer = new ApiClient(deployment.url, await accessToken(deployment, 'customer'));
    const operator = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
    narrator.step('signed in as customer and operator');
    const cast = { deployment, customer, operator, narrator };
    await happy(cast);
    await paymentCanceled(cast);
    narrator.title('Passed');
  },
};
