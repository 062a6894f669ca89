import { evaluateCondition, resolve, type Scope } from './intrinsics.ts';
import type { Stack } from './template.ts';

/** What resources answer: known values once they exist, placeholders while a template is checked. */
export interface Answers {
  ref(stack: Stack, logicalId: string): string;
  attribute(stack: Stack, logicalId: string, attribute: string): string;
}

export interface Account {
  region: string;
  accountId: string;
}

/** The only SSM parameter that a template of CDK reads: the version of the account's bootstrap stack. */
const ssmParameters: Record<string, string> = { '/cdk-bootstrap/hnb659fds/version': '30' };

/** The stack's ID, the same on every start. */
export function stackId(stack: Stack, { region, accountId }: Account): string {
  return `arn:aws:cloudformation:${region}:${accountId}:stack/${stack.name}/local`;
}

/** What the names in one stack's template stand for. `stacks` are all stacks of the run, whose exports it may import. */
export function stackScope(stack: Stack, stacks: Stack[], account: Account, answers: Answers): Scope {
  const { Conditions, Mappings, Parameters, Resources } = stack.template;
  const pseudoParameters: Record<string, string | undefined> = {
    'AWS::AccountId': account.accountId,
    'AWS::Region': account.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': stackId(stack, account),
    'AWS::NoValue': undefined,
  };

  function parameter(name: string): string {
    const { Type: type, Default: value } = Parameters[name] ?? {};
    if (value === undefined) throw new Error(`the parameter ${name} has no default`);
    if (!type?.startsWith('AWS::SSM::Parameter::Value<')) return String(value);
    const stored = ssmParameters[String(value)];
    if (stored === undefined) throw new Error(`the local run has no SSM parameter ${value}`);
    return stored;
  }

  function existing(logicalId: string): string {
    const resource = Resources[logicalId];
    if (!resource) throw new Error(`the stack ${stack.name} has no ${logicalId}`);
    if (resource.Condition && !scope.condition(resource.Condition)) {
      throw new Error(`${logicalId} does not exist because its condition ${resource.Condition} is false`);
    }
    return logicalId;
  }

  const scope: Scope = {
    ref(name) {
      if (name in pseudoParameters) return pseudoParameters[name];
      return name in Parameters ? parameter(name) : answers.ref(stack, existing(name));
    },
    getAtt: (logicalId, attribute) => answers.attribute(stack, existing(logicalId), attribute),
    condition(name) {
      if (!(name in Conditions)) throw new Error(`the stack ${stack.name} has no condition ${name}`);
      return evaluateCondition(Conditions[name], scope);
    },
    findInMap(map, topLevelKey, secondLevelKey) {
      const value = Mappings[map]?.[topLevelKey]?.[secondLevelKey];
      if (value === undefined) throw new Error(`there is no ${map}.${topLevelKey}.${secondLevelKey}`);
      return value;
    },
    importValue(exportName) {
      for (const exporting of stacks) {
        const exportingScope = exporting === stack ? scope : stackScope(exporting, stacks, account, answers);
        for (const { Export, Value } of Object.values(exporting.template.Outputs)) {
          if (Export && resolve(Export.Name, exportingScope) === exportName)
            return resolve(Value, exportingScope);
        }
      }
      throw new Error(`no stack exports ${exportName}`);
    },
    availabilityZones: (region) => ['a', 'b', 'c'].map((zone) => `${region || account.region}${zone}`),
  };
  return scope;
}
