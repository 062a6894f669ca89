import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, inject, test } from 'vitest';
import { furnish, whatToTry } from '../commands/lib/after-deploy.ts';
import { findDeployment } from '../commands/lib/deployment.ts';

test('a deployed system gets its catalogue and users, and what is there already stays', async () => {
  const lines: string[] = [];
  await furnish(await findDeployment(inject('url')), (line) => lines.push(line));
  expect(lines).toEqual([
    expect.stringContaining('Loading'),
    expect.stringMatching(/^(\d+) products with stock: 0 loaded, \1 there already$/),
    'Users: operator, and customer C-10001',
  ]);
});

test('the calls that a deployment prints work as they are', async () => {
  const [calls] = whatToTry(inject('url')).split('npm run smoke');
  const shell = spawn('sh', ['-c', calls ?? ''], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [output] = await Promise.all([text(shell.stdout), once(shell, 'exit')]);
  expect(output.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  expect(output).toMatch(/x-served-by: catalog[\s\S]*x-served-by: legacy/i);
});
