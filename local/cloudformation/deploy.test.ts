// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub writes its variables so
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { number } from '../cfn.ts';
import { type ResourceType, resourceType } from '../resource.ts';
import type { Secrets } from '../secretsmanager/secrets.ts';
import { systemWith } from '../testing.ts';
import { deploy } from './deploy.ts';
import { planDeployment } from './plan.ts';
import { StopList } from './stop-list.ts';
import { type Stack, templateSchema } from './template.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const stackOf = (name: string, template: object): Stack => ({
  name,
  template: templateSchema.parse(template),
});

/** A `Test::Thing` that writes down what happens to it. `Wait` is a port, known only when the needed thing exists. */
function things() {
  const events: string[] = [];
  const thing = resourceType({
    type: 'Test::Thing',
    properties: z.strictObject({
      Name: z.string().optional(),
      Port: number.optional(),
      Nested: z.strictObject({ List: z.array(z.strictObject({ Known: z.string() })) }).optional(),
      Fails: z.literal(true).optional(),
    }),
    async create({ logicalId, physicalId, properties }) {
      if (properties.Fails) throw new Error('the disk is full');
      events.push(`create ${logicalId}`);
      return {
        ref: physicalId,
        attributes: { Port: '5432', Name: properties.Name ?? 'none' },
        start: () => void events.push(`start ${logicalId}`),
        stop: () => void events.push(`stop ${logicalId}`),
      };
    },
  });
  const findType = (type: string): ResourceType | undefined => (type === 'Test::Thing' ? thing : undefined);
  return { events, findType };
}

async function run(stacks: Stack[], system = systemWith()) {
  const { events, findType } = things();
  const stops = new StopList();
  const { outputs } = await deploy(planDeployment(stacks, account, findType), system, { stops }).catch(
    async (error: unknown) => {
      await stops.stop();
      throw Object.assign(error as Error, { events });
    },
  );
  return { events, stops, outputs };
}

const thing = (Properties: object = {}, more: object = {}) => ({ Type: 'Test::Thing', Properties, ...more });

describe('deploy', () => {
  test('creates what others need first, starts all once everything exists, and stops in reverse', async () => {
    const database = stackOf('database', {
      Resources: { Server: thing() },
      Outputs: { Port: { Value: { 'Fn::GetAtt': ['Server', 'Port'] }, Export: { Name: 'port' } } },
    });
    const app = stackOf('app', {
      Resources: {
        Last: thing({ Name: { 'Fn::Sub': '${Middle}' } }, { DependsOn: 'Middle' }),
        Middle: thing({ Port: { 'Fn::ImportValue': 'port' } }),
      },
      Outputs: { Name: { Value: { 'Fn::GetAtt': 'Last.Name' } } },
    });

    const { events, stops, outputs } = await run([database, app]);
    await stops.stop();

    expect(events.slice(0, 3)).toEqual(['create Server', 'create Middle', 'create Last']);
    expect(events.slice(3, 6).toSorted()).toEqual(['start Last', 'start Middle', 'start Server']);
    expect(events.slice(6)).toEqual(['stop Last', 'stop Middle', 'stop Server']);
    expect(outputs.get('app')).toMatchObject([
      { key: 'Name', value: expect.stringMatching(/^app-Middle-\w{12}$/) },
    ]);
    expect(outputs.get('database')).toMatchObject([{ key: 'Port', value: '5432', exportName: 'port' }]);
  });

  test('a resource that fails is named, nothing else starts, and what existed is stopped', async () => {
    const stack = stackOf('app', {
      Resources: {
        Good: thing(),
        Bad: thing({ Fails: true }, { DependsOn: 'Good' }),
        After: thing({ Name: { Ref: 'Bad' } }),
      },
    });
    const error = await run([stack]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: 'app/Bad: the disk is full',
      events: ['create Good', 'stop Good'],
    });
  });

  test('a resource whose condition is false is not created', async () => {
    const stack = stackOf('app', {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Absent: thing({}, { Condition: 'Never' }), Present: thing({}, { DependsOn: ['Absent'] }) },
    });
    expect((await run([stack])).events).toEqual(['create Present', 'start Present']);
  });

  test('a dynamic reference inside a text becomes the field of the secret', async () => {
    const secrets = { get: (id: string) => (id === 'db-secret' ? '{"password":"p4ss"}' : '') } as Secrets;
    const stack = stackOf('app', {
      Resources: {
        Url: thing({ Name: 'user:{{resolve:secretsmanager:db-secret:SecretString:password::}}@host' }),
      },
      Outputs: { Name: { Value: { 'Fn::GetAtt': ['Url', 'Name'] } } },
    });
    const { outputs } = await run([stack], systemWith({ secrets }));
    expect(outputs.get('app')).toMatchObject([{ value: 'user:p4ss@host' }]);
  });

  test('an aborted signal ends a start that is under way', async () => {
    const { findType, events } = things();
    const plan = planDeployment([stackOf('app', { Resources: { One: thing() } })], account, findType);
    const options = { stops: new StopList(), signal: AbortSignal.abort() };
    await expect(deploy(plan, systemWith(), options)).rejects.toThrow('aborted');
    expect(events).toEqual([]);
  });
});

describe('the plan refuses, before anything is created', () => {
  const planOf = (...stacks: Stack[]) => planDeployment(stacks, account, things().findType);

  test('unknown types, and unknown properties at every level, of all stacks at once', () => {
    const one = stackOf('one', {
      Resources: { Strange: { Type: 'AWS::Other::Thing' }, Top: thing({ Colour: 'red' }) },
    });
    const two = stackOf('two', {
      Resources: { Deep: thing({ Nested: { List: [{ Known: 'a' }, { Known: 'b', Odd: 1 }] } }) },
    });
    expect(() => planOf(one, two)).toThrow(
      [
        'one/Strange: AWS::Other::Thing is a type that the local run does not understand',
        'one/Top: Test::Thing has a property Colour that the local run does not understand',
        'two/Deep: Test::Thing has a property Nested.List.1.Odd that the local run does not understand',
      ].join('\n'),
    );
  });

  test('a wrong value, but not one that is only known later', () => {
    const wrong = stackOf('app', { Resources: { Thing: thing({ Port: 'http' }) } });
    expect(() => planOf(wrong)).toThrow('app/Thing: Test::Thing, property Port: ');
    const later = stackOf('app', {
      Resources: { Server: thing(), Client: thing({ Port: { 'Fn::GetAtt': 'Server.Port' } }) },
    });
    expect(planOf(later).resources.map(({ id }) => id)).toEqual(['app/Server', 'app/Client']);
  });

  test('resources that need each other in a circle', () => {
    const circle = stackOf('app', {
      Resources: { A: thing({ Name: { Ref: 'B' } }), B: thing({ Name: { Ref: 'A' } }) },
    });
    expect(() => planOf(circle)).toThrow('Circular dependency: app/A -> app/B -> app/A');
  });

  test('names that are not there', () => {
    const stack = stackOf('app', {
      Resources: {
        A: thing({ Name: { Ref: 'Gone' }, Port: { 'Fn::GetAtt': 'Lost.Port' } }),
        B: thing({}, { DependsOn: 'Gone' }),
      },
    });
    expect(() => planOf(stack)).toThrow(
      [
        'app/A: Test::Thing, property Name: Ref: the stack app has no Gone',
        'app/A: Test::Thing, property Port: Fn::GetAtt: the stack app has no Lost',
        'app/B: DependsOn names Gone',
      ].join('\n'),
    );
  });
});
