import { accessToken } from './lib/access-token.ts';
import { type Command, oneOf, text } from './lib/command.ts';
import { findDeployment } from './lib/deployment.ts';

export const command: Command = {
  summary: 'Prints an access token for a demo customer or operator, alone on its line',
  options: {
    as: { type: 'string', default: 'customer', description: 'customer (default) or operator' },
    customer: { type: 'string', description: 'which customer of the legacy system (default C-10001)' },
    url: { type: 'string', description: 'the running system (default http://127.0.0.1:3000)' },
  },
  async run({ values }) {
    const role = oneOf(values, 'as', ['customer', 'operator']);
    const deployment = await findDeployment(text(values, 'url'));
    console.log(await accessToken(deployment, role, text(values, 'customer')));
  },
};
