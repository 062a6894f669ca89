import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, onTestFinished, test } from 'vitest';
import { ServiceFunction } from './service-function.ts';
import { StateMachine } from './state-machine.ts';
import { inlineCode, otherSystem } from './testing.ts';

const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Bake',
  States: {
    Bake: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of the definition file
      Arguments: { FunctionName: '${BakeFunctionArn}' },
      End: true,
    },
  },
};

function bakery() {
  const folder = mkdtempSync(join(tmpdir(), 'state-machine-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const definitionFile = join(folder, 'bakery.asl.json');
  writeFileSync(definitionFile, JSON.stringify(definition));
  const { stack, template } = otherSystem();
  const bake = new ServiceFunction(stack, 'Bake', {
    service: 'bakery',
    code: inlineCode,
    timeout: Duration.seconds(5),
  });
  const machine = new StateMachine(stack, 'Bakery', { definitionFile, tasks: { Bake: bake } });
  machine.allowTaskResponsesFrom('Wake', bake);
  return template();
}

test('the definition is inline, with the function in the place of its name', () => {
  bakery().hasResourceProperties('AWS::StepFunctions::StateMachine', {
    DefinitionString: JSON.stringify(definition),
    DefinitionSubstitutions: { BakeFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Bake'), 'Arn'] } },
  });
});

test('a function that the machine invokes may also answer its tokens, without a circular dependency', () => {
  const template = bakery();
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [Match.objectLike({ Action: ['states:SendTaskSuccess', 'states:SendTaskFailure'] })],
    },
  });
  const { DependsOn } = Object.values(template.findResources('AWS::Lambda::Function'))[0] ?? {};
  expect(DependsOn).not.toContainEqual(expect.stringContaining('Wake'));
});

test('its log tells of failures, and nothing of what its executions hold', () => {
  bakery().hasResourceProperties('AWS::StepFunctions::StateMachine', {
    LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
  });
});
