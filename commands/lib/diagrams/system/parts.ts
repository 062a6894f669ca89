import { type Assembly, literalText, type Resource } from '../../../../infra/rules/assembly.ts';
import {
  eventSources,
  type MappingProperties,
  type QueueProperties,
} from '../../../../infra/rules/event-source.ts';

/** What a part is called in AWS's own words, by its CloudFormation type. Only these are drawn. */
const kinds: Record<string, string> = {
  'AWS::ApiGateway::RestApi': 'API Gateway',
  'AWS::Lambda::Function': 'Lambda',
  'AWS::SQS::Queue': 'SQS',
  'AWS::DynamoDB::Table': 'DynamoDB',
  'AWS::StepFunctions::StateMachine': 'Step Functions',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Load Balancer',
  'AWS::ECS::Service': 'ECS on Fargate',
  'AWS::RDS::DBInstance': 'RDS PostgreSQL',
  'AWS::Events::Rule': 'EventBridge',
};

/** A part of the system that a picture may show. */
export interface Part {
  /** The logical id without its hash, which is the path of its construct: `PaymentsWorker`. */
  name: string;
  /** `Lambda`, `SQS`, ... */
  kind: string;
  /** A setting or two that say what it does: `at most 5 at once`. */
  notes: string[];
  resource: Resource;
}

/** The construct's path in the logical id: CDK puts eight digits of a hash behind it. */
export const nameOf = ({ id }: Resource): string => id.replace(/[0-9A-F]{8}$/, '');

/** Every part of the synthesised system that can be drawn, by its name. */
export function readParts(assembly: Assembly): Map<string, Part> {
  return new Map(
    assembly.resources().flatMap((resource) => {
      const kind = kinds[resource.type];
      const name = nameOf(resource);
      return kind ? [[name, { name, kind, notes: notesOf(assembly, resource), resource }] as const] : [];
    }),
  );
}

function notesOf(assembly: Assembly, resource: Resource): string[] {
  switch (resource.type) {
    case 'AWS::SQS::Queue':
      return queueNotes(resource);
    case 'AWS::Lambda::Function':
      return workerNotes(assembly, resource);
    case 'AWS::RDS::DBInstance':
      return databaseNotes(assembly, resource);
    case 'AWS::Events::Rule':
      return [
        literalText((resource as Resource<{ ScheduleExpression?: unknown }>).properties.ScheduleExpression),
      ];
    default:
      return [];
  }
}

const day = 24 * 60 * 60;

function queueNotes({ properties }: Resource<QueueProperties>): string[] {
  const kept = `kept ${(properties.MessageRetentionPeriod ?? 4 * day) / day} days`;
  return properties.RedrivePolicy ? [kept, `hidden ${properties.VisibilityTimeout ?? 30} s`] : [kept];
}

/** The throttle: what a function that works off a queue is limited to. */
function workerNotes(assembly: Assembly, fn: Resource): string[] {
  return eventSources(assembly)
    .filter(({ worker }) => worker.id === fn.id && worker.stack === fn.stack)
    .flatMap(({ mapping }) => throttleNotes(mapping.properties));
}

const throttleNotes = ({ ScalingConfig, BatchSize = 10 }: MappingProperties): string[] => [
  ScalingConfig?.MaximumConcurrency ? `at most ${ScalingConfig.MaximumConcurrency} at once` : 'no limit',
  `up to ${BatchSize} a batch`,
];

interface InstanceProperties {
  DBParameterGroupName?: unknown;
}

function databaseNotes(assembly: Assembly, instance: Resource<InstanceProperties>): string[] {
  const group = assembly.target<{ Parameters?: Record<string, string> }>(
    instance,
    instance.properties.DBParameterGroupName,
  );
  const connections = group?.properties.Parameters?.['max_connections'];
  return connections ? [`${connections} connections`] : [];
}
