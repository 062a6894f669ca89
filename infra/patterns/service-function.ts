import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  Architecture,
  type Code,
  type FunctionProps,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { alarmOn } from './alarm.ts';

/** What a function must say; anything else of a Lambda function may be set too. */
export interface ServiceFunctionProps
  extends Omit<FunctionProps, 'runtime' | 'architecture' | 'handler' | 'tracing' | 'logGroup' | 'timeout'> {
  /** A bundle whose `index.cjs` exports `handler`. */
  code: Code;
  /** The service that the function belongs to: names it in logs, traces and metrics. */
  service: string;
  /** How long one invocation may take. Stated, because other numbers derive from it. */
  timeout: Duration;
}

/**
 * A Lambda function as every pattern here uses it: Node.js 24 on arm64, a role of its own, traced, logs kept a month, and an
 * alarm when it is throttled.
 */
export class ServiceFunction extends LambdaFunction {
  override readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const { service, environment, ...rest } = props;
    super(scope, id, {
      memorySize: 512,
      ...rest,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      tracing: Tracing.ACTIVE,
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: service,
        POWERTOOLS_METRICS_NAMESPACE: Stack.of(scope).stackName,
        POWERTOOLS_LOG_LEVEL: 'INFO',
        ...environment,
      },
    });
    this.timeout = props.timeout;
    alarmOn(this, 'ThrottlesAlarm', {
      metric: this.metricThrottles({ period: Duration.minutes(5), statistic: 'Sum' }),
      above: 0,
      means: `A function of ${service} was not run, because as many ran as may`,
      runbook: 'throttled-functions',
    });
  }
}
