import { type Assembly, type Resource, same } from './assembly.ts';
import type { Rule } from './rule.ts';

interface AlarmProperties {
  Namespace?: string;
  MetricName?: string;
  Dimensions?: { Name: string; Value: unknown }[];
}

/** The metrics that somebody must be told of, by the type of resource; `Namespace/Metric`. */
const watched: Record<
  string,
  { metrics: string[]; applies?: (assembly: Assembly, of: Resource) => boolean }[]
> = {
  'AWS::Lambda::Function': [
    { metrics: ['AWS/Lambda/Throttles'], applies: (assembly, fn) => !isOfDeployment(assembly, fn) },
    { metrics: ['AWS/Lambda/Errors'], applies: isScheduled },
  ],
  'AWS::SQS::Queue': [{ metrics: ['AWS/SQS/ApproximateAgeOfOldestMessage'], applies: isWorkedOff }],
  'AWS::StepFunctions::StateMachine': [
    { metrics: ['AWS/States/ExecutionsFailed', 'AWS/States/ExecutionsTimedOut'] },
  ],
  'AWS::ApiGateway::RestApi': [{ metrics: ['AWS/ApiGateway/5XXError', 'AWS/ApiGateway/Latency'] }],
  'AWS::RDS::DBInstance': [{ metrics: ['AWS/RDS/DatabaseConnections'] }],
};

/** Nothing fails in silence: every function, queue, workflow, API and database has its alarms. */
export const alarmCoverage: Rule = {
  name: 'alarm-coverage',
  check: (assembly) =>
    Object.entries(watched).flatMap(([type, demands]) =>
      assembly.resources(type).flatMap((resource) =>
        demands
          .filter(({ applies }) => applies?.(assembly, resource) ?? true)
          .flatMap(({ metrics }) => metrics)
          .filter((metric) => !alarms(assembly, resource).includes(metric))
          .map((metric) => ({
            resource,
            message: `has no alarm on ${metric}. Add one by alarmOn of infra/patterns/alarm.ts.`,
          })),
      ),
    ),
};

/** What the alarms of a resource watch. An API's metrics know it by its name. */
function alarms(assembly: Assembly, resource: Resource<{ Name?: unknown }>): string[] {
  return assembly
    .resources<AlarmProperties>('AWS::CloudWatch::Alarm')
    .filter((alarm) =>
      alarm.properties.Dimensions?.some(
        ({ Name: name, Value: value }) =>
          same(assembly.target(alarm, value), resource) ||
          (name === 'ApiName' && value === resource.properties.Name),
      ),
    )
    .map(({ properties }) => `${properties.Namespace}/${properties.MetricName}`);
}

/** Only CloudFormation runs it, which says itself when that fails. */
const isOfDeployment = (assembly: Assembly, fn: Resource): boolean =>
  assembly
    .resources<{ ServiceToken?: unknown }>()
    .some((custom) => same(assembly.target(custom, custom.properties.ServiceToken), fn));

function isScheduled(assembly: Assembly, fn: Resource): boolean {
  return assembly
    .resources<{ Targets?: { Arn: unknown }[] }>('AWS::Events::Rule')
    .some((rule) => rule.properties.Targets?.some(({ Arn: arn }) => same(assembly.target(rule, arn), fn)));
}

function isWorkedOff(_: Assembly, queue: Resource<{ RedrivePolicy?: unknown }>): boolean {
  return queue.properties.RedrivePolicy !== undefined;
}
