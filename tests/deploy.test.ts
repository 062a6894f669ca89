import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, inject, test } from 'vitest';
import { whatToTry } from '../commands/lib/after-deploy.ts';

test('the calls that a deployment prints work as they are', async () => {
  const [calls] = whatToTry(inject('url')).split('npm run smoke');
  const shell = spawn('sh', ['-c', calls ?? ''], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [output] = await Promise.all([text(shell.stdout), once(shell, 'exit')]);
  expect(output.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  expect(output).toMatch(/x-served-by: catalog[\s\S]*x-served-by: legacy/i);
});
