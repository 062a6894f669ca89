import os from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../iam/principal.ts';
import { invokeAs } from './invoke-as.ts';
import { type FunctionsUnderTest, functionsUnderTest } from './testing.ts';

let system: FunctionsUnderTest;
beforeAll(async () => {
  system = await functionsUnderTest();
});
afterAll(() => system.stop());

const mayAll = { authorize: () => undefined } as unknown as Principal;
const arnOf = () => 'arn:aws:lambda:eu-central-1:123456789012:function:task';
const tellsPriority = `import os from 'node:os'; export const handler = async () => os.getPriority();`;

test.runIf(process.platform === 'linux')(
  'the task of an execution gives way to what others wait for',
  async () => {
    for (const name of ['task', 'api']) await system.define(name, tellsPriority);
    const { payload } = await invokeAs(mayAll, system.functions, arnOf).invoke('task', { payload: '{}' });
    const [own, { PRIORITY_BELOW_NORMAL: below }] = [os.getPriority(), os.constants.priority];
    expect(Number(payload)).toBe(Math.max(own, below));
    expect(await system.call('api')).toEqual({ answer: own });
  },
);
