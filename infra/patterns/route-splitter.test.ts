import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import type { Route } from './route-table.ts';
import { facadeOf } from './testing.ts';

const books = (split: Partial<Route> = {}): Template =>
  facadeOf({
    'GET /shelf': { owner: 'books', access: 'customer', movesBetween: ['legacy', 'books'], ...split },
  });
const toLegacy = { canary: { to: 'legacy', percent: 5 } } as const;

/** By the name of the function, without the hash that CDK adds. */
function functionsIn(template: Template) {
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
  return Object.fromEntries(functions.map(([id, { Properties }]) => [nameOf(id), Properties]));
}
const nameOf = (id: string) => id.replace(/[0-9A-F]{8}$/, '');

interface Statement {
  Action: unknown;
  Resource: { 'Fn::GetAtt': string[] };
}

/** Whom the policies of the stack let whom invoke. */
function callsIn(template: Template): string[] {
  const calls = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties: { Roles, PolicyDocument } }): string[] => {
      const caller = nameOf(Roles[0].Ref).replace('ServiceRole', '');
      const statements: Statement[] = PolicyDocument.Statement;
      return statements
        .filter(({ Action }) => Action === 'lambda:InvokeFunction')
        .map(({ Resource }) => `${caller} → ${nameOf(Resource['Fn::GetAtt'][0] ?? '')}`);
    },
  );
  return calls.sort();
}

/** Where the methods of the API lead: to a function by its name, or over HTTP. */
function integrationsIn(template: Template): Record<string, string> {
  const methods = Object.entries(template.findResources('AWS::ApiGateway::Method'));
  return Object.fromEntries(
    methods.map(([id, { Properties }]) => {
      const [, fn] = /"Fn::GetAtt":\["(\w+)","Arn"\]/.exec(JSON.stringify(Properties.Integration.Uri)) ?? [];
      return [nameOf(id), fn ? nameOf(fn) : Properties.Integration.Type];
    }),
  );
}

test('where no route is split there is no splitter, and no permission of one', () => {
  const template = books();
  expect(Object.keys(functionsIn(template))).toEqual(['Books']);
  expect(callsIn(template)).toEqual([]);
  expect(JSON.stringify(template.toJSON())).not.toMatch(/split/i);
});

describe('a canary', () => {
  const template = books(toLegacy);

  test('has a splitter that may ask both sides, and no comparing function', () => {
    expect(Object.keys(functionsIn(template)).sort()).toEqual([
      'Books',
      'FacadeSplitterLegacy',
      'FacadeSplitterSplit',
    ]);
    expect(callsIn(template)).toEqual([
      'FacadeSplitterSplit → Books',
      'FacadeSplitterSplit → FacadeSplitterLegacy',
    ]);
  });

  test('is told to it', () => {
    const { SPLIT_ROUTES } = functionsIn(template)['FacadeSplitterSplit'].Environment.Variables;
    const text = SPLIT_ROUTES['Fn::Join'][1]
      .map((part: string | { Ref: string }) => (typeof part === 'string' ? part : nameOf(part.Ref)))
      .join('');
    expect(JSON.parse(text)).toEqual({
      'GET /shelf': {
        owner: { name: 'books', functionName: 'Books' },
        canary: { to: { name: 'legacy', functionName: 'FacadeSplitterLegacy' }, percent: 5 },
      },
    });
  });

  test('changes neither who may call nor where the side doors lead', () => {
    expect(integrationsIn(template)).toEqual({
      FacadeApishelfGET: 'FacadeSplitterSplit',
      FacadeApiviabooksshelfGET: 'Books',
      FacadeApivialegacyshelfGET: 'HTTP_PROXY',
    });
    template.allResourcesProperties('AWS::ApiGateway::Method', { AuthorizationType: 'COGNITO_USER_POOLS' });
  });

  test('asks the legacy system from within the VPC, by a function that may do nothing else', () => {
    const { VpcConfig } = functionsIn(template)['FacadeSplitterLegacy'];
    const [group] = VpcConfig.SecurityGroupIds;
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 80,
      ToPort: 80,
      SourceSecurityGroupId: group,
    });
    expect(functionsIn(template)['FacadeSplitterSplit']).not.toHaveProperty('VpcConfig');
  });
});

describe('a shadow', () => {
  const template = books({ shadow: 'legacy' });

  test('is asked by a function of its own: the splitter may ask the owner only', () => {
    expect(callsIn(template)).toEqual([
      'FacadeSplitterCompare → FacadeSplitterLegacy',
      'FacadeSplitterSplit → Books',
      'FacadeSplitterSplit → FacadeSplitterCompare',
    ]);
  });

  test('is compared once and soon, or not at all', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  test('of a service needs nothing in the VPC', () => {
    const service = facadeOf({
      'GET /shelf': {
        owner: 'legacy',
        access: 'public',
        movesBetween: ['legacy', 'books'],
        shadow: 'books',
      },
    });
    expect(callsIn(service)).toEqual([
      'FacadeSplitterCompare → Books',
      'FacadeSplitterSplit → FacadeSplitterCompare',
      'FacadeSplitterSplit → FacadeSplitterLegacy',
    ]);
  });
});

test('two split routes share one splitter', () => {
  const template = facadeOf({
    'GET /shelf': { owner: 'books', access: 'public', movesBetween: ['legacy', 'books'], ...toLegacy },
    'GET /shelf/{id}': {
      owner: 'books',
      access: 'public',
      movesBetween: ['legacy', 'books'],
      shadow: 'legacy',
    },
  });
  expect(Object.keys(functionsIn(template))).toHaveLength(4);
  expect(callsIn(template)).toEqual([
    'FacadeSplitterCompare → FacadeSplitterLegacy',
    'FacadeSplitterSplit → Books',
    'FacadeSplitterSplit → FacadeSplitterCompare',
    'FacadeSplitterSplit → FacadeSplitterLegacy',
  ]);
});

test('what no function answers cannot be split', () => {
  expect(() => books({ canary: { to: 'queue', percent: 5 } })).toThrow(
    '"queue" has no function that could be asked',
  );
});
