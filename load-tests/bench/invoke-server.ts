import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StopList } from '../../local/cloudformation/stop-list.ts';
import { routesTo } from '../../local/endpoint/routes.ts';
import { AwsEndpoint } from '../../local/endpoint/server.ts';
import { createEngines } from '../../local/engines.ts';
import { answerPlan } from './child.ts';

/** The AWS endpoint of a run with one function, which answers its event. Answers the address of its Invoke API. */
answerPlan(async () => {
  const workDir = await mkdtemp(join(tmpdir(), 'bench-'));
  process.on('exit', () => rmSync(workDir, { recursive: true }));
  await writeFile(join(workDir, 'index.mjs'), 'export const handler = async (event) => event;');
  const endpoint = await AwsEndpoint.listen((line) => console.error(line));
  const account = { region: 'us-east-1', accountId: '000000000000' };
  const system = createEngines({
    ...account,
    endpointUrl: endpoint.url,
    port: 0,
    workDir,
    log: () => {},
    timeFactor: 1,
    assets: new Map(),
    stops: new StopList(),
  });
  endpoint.serve(...routesTo(system));
  system.functions.define({
    name: 'echo',
    codeFolder: workDir,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    environment: {},
    memorySize: 128,
    timeout: 3,
    logGroup: '/aws/lambda/echo',
  });
  return `${endpoint.url}/2015-03-31/functions/echo/invocations`;
});
