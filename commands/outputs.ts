import { type Command, oneOf, text, UsageError } from './lib/command.ts';
import { findDeployment, outputsOf } from './lib/deployment.ts';

export const command: Command = {
  summary:
    "Prints what a stack put out, or one value of it alone: names and addresses for AWS's command line",
  positionals: '[<name>]',
  options: {
    stack: { type: 'string', default: 'orders', description: 'orders (default) or legacy' },
    url: { type: 'string', description: 'the running system (default http://127.0.0.1:3000)' },
  },
  async run({ values, positionals: [name, ...rest] }) {
    if (rest.length > 0) throw new UsageError(`Give one name, not ${rest.length + 1}`);
    const stack = oneOf(values, 'stack', ['orders', 'legacy']);
    const { clientConfig } = await findDeployment(text(values, 'url'));
    const outputs = await outputsOf(clientConfig, stack);
    if (name === undefined) {
      for (const key of Object.keys(outputs).sort()) console.log(`${key}=${outputs[key]}`);
      return;
    }
    const value = outputs[name];
    if (value === undefined)
      throw new UsageError(
        `The stack "${stack}" puts out no ${name}; it has ${Object.keys(outputs).sort().join(', ')}`,
      );
    console.log(value);
  },
};
