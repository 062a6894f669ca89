import { readFileSync } from 'node:fs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine as SfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarmOn } from './alarm.ts';
import { allowInvoke } from './narrow-grants.ts';

export interface StateMachineProps {
  /** Path of an Amazon States Language file; `${Name}` in it is replaced from `tasks` and `values`. */
  definitionFile: string;
  /** The functions that the workflow runs: `ReserveStock` replaces `${ReserveStockFunctionArn}`, and may be invoked. */
  tasks: Record<string, IFunction>;
  /** Other numbers and texts of the definition, so that they stand in one place. */
  values?: Record<string, string>;
}

/**
 * State machine: a standard Step Functions workflow from an `.asl.json` file. The file goes inline into the template,
 * where CloudFormation validates it and a diff shows it.
 */
export class StateMachine extends Construct {
  readonly stateMachine: SfnStateMachine;

  constructor(scope: Construct, id: string, props: StateMachineProps) {
    super(scope, id);
    const functionArns = Object.entries(props.tasks).map(([name, task]) => [
      `${name}FunctionArn`,
      task.functionArn,
    ]);
    this.stateMachine = new SfnStateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(readFileSync(props.definitionFile, 'utf8')),
      definitionSubstitutions: { ...Object.fromEntries(functionArns), ...props.values },
      tracingEnabled: true,
      logs: {
        level: LogLevel.ERROR,
        includeExecutionData: false,
        destination: new LogGroup(this, 'Logs', {
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    for (const task of Object.values(props.tasks)) allowInvoke(this.stateMachine, task);
    this.alarmOnEnds();
  }

  /** An execution that fails is half done: whoever mended the cause redrives it within 14 days. */
  private alarmOnEnds(): void {
    const perMinute = { period: Duration.minutes(1), statistic: 'Sum' };
    alarmOn(this, 'FailuresAlarm', {
      metric: this.stateMachine.metricFailed(perMinute),
      above: 0,
      means: 'Executions failed half way: mend the cause, then redrive them',
      runbook: 'stuck-execution',
    });
    alarmOn(this, 'TimeoutsAlarm', {
      metric: this.stateMachine.metricTimedOut(perMinute),
      above: 0,
      means: 'Executions ran out of time half way: nothing of them was undone',
      runbook: 'stuck-execution',
    });
  }

  /** Lets `starter` start executions and tells it the machine's ARN in `variable`. */
  allowStartsFrom(starter: LambdaFunction, variable: string): void {
    this.stateMachine.grantStartExecution(starter);
    starter.addEnvironment(variable, this.stateMachine.stateMachineArn);
  }

  /**
   * Lets functions answer a waiting task by its token. A policy of its own, not the function's default one: a function
   * that the machine itself invokes would otherwise depend on the machine, and the machine on it.
   */
  allowTaskResponsesFrom(id: string, responder: IFunction): void {
    if (!responder.role) throw new Error(`${responder.node.path} has no role to grant states:SendTask* to.`);
    new Policy(this, id, {
      roles: [responder.role],
      statements: [
        new PolicyStatement({
          actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
          resources: [this.stateMachine.stateMachineArn],
        }),
      ],
    });
  }
}
