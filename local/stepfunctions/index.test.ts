// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's substitutions look like this
import { describe, expect, test } from 'vitest';
import { createResource } from '../resource-fixture.ts';
import { systemWith } from '../testing.ts';
import { resourceTypes } from './index.ts';
import { StateMachines } from './state-machines.ts';
import { integrations } from './tasks/integrations.ts';

const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: {
    A: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: '${PriceFunctionArn}' },
      TimeoutSeconds: '{% ${Limit} %}',
      Output: '{% "${Unknown}" %}',
      End: true,
    },
  },
};

async function create(properties: object) {
  const called: string[] = [];
  const invoke = async (name: string) => {
    called.push(name);
    return { statusCode: 200, payload: '{}' };
  };
  const stateMachines = new StateMachines({
    region: 'us-east-1',
    accountId: '000000000000',
    milliseconds: (seconds) => seconds,
    log: () => {},
    workFor: () => integrations({ functions: { invoke } }),
  });
  const resource = { type: 'AWS::StepFunctions::StateMachine', logicalId: 'Orders', properties };
  const created = await createResource(resourceTypes, resource, systemWith({ stateMachines }));
  return { created, stateMachines, called };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
describe('AWS::StepFunctions::StateMachine', () => {
  const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:stack-Orders-ABC';
  const properties = {
    RoleArn: 'arn:aws:iam::000000000000:role/r',
    DefinitionString: JSON.stringify(definition),
    DefinitionSubstitutions: { PriceFunctionArn: 'arn:price', Limit: 900 },
  };

  test('answers its ARN as Ref, and Arn, Name and StateMachineRevisionId', async () => {
    const { created } = await create(properties);
    expect(created).toEqual({
      ref: arn,
      attributes: { Arn: arn, Name: 'stack-Orders-ABC', StateMachineRevisionId: 'INITIAL' },
    });
  });

  test('takes the name that StateMachineName gives it', async () => {
    const { created } = await create({ ...properties, StateMachineName: 'orders' });
    expect(created.ref).toBe('arn:aws:states:us-east-1:000000000000:stateMachine:orders');
  });

  test('puts its substitutions in and leaves other text in braces alone', async () => {
    const { stateMachines, called } = await create(properties);
    const execution = stateMachines.start(arn);
    await expect.poll(() => execution.status).toBe('SUCCEEDED');
    expect(called).toEqual(['arn:price']);
    expect(execution.result.output).toBe('"${Unknown}"');
  });

  test('takes a definition that is an object', async () => {
    const { DefinitionString, ...rest } = properties;
    const { stateMachines } = await create({ ...rest, Definition: JSON.parse(DefinitionString) });
    expect(stateMachines.machine(arn).definition).toContain('arn:price');
  });

  test.each([
    ['an Express workflow', { StateMachineType: 'EXPRESS' }, 'StateMachineType'],
    ['a definition in S3', { DefinitionS3Location: {} }, 'DefinitionS3Location'],
    ['two definitions', { Definition: definition }, 'either DefinitionString or Definition'],
    ['a bad definition', { DefinitionString: '{}' }, 'Invalid State Machine Definition'],
  ])('refuses %s', async (_, more, problem) => {
    await expect(create({ ...properties, ...more })).rejects.toThrow(problem);
  });
});
