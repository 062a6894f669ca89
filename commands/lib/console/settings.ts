import type { Assembly, Resource } from '../../../infra/rules/assembly.ts';
import { eventSources, type QueueProperties } from '../../../infra/rules/event-source.ts';

/** A setting of a part, as the template has it, and why it has this value. */
export interface Setting {
  name: string;
  value: string;
  why: string;
}

const day = 24 * 60 * 60;

/** What the template sets of a part, as far as a number needs a reason. */
export function settingsOf(assembly: Assembly, resource: Resource): Setting[] {
  switch (resource.type) {
    case 'AWS::Lambda::Function':
      return [...functionSettings(resource), ...throttleOf(assembly, resource)];
    case 'AWS::SQS::Queue':
      return queueSettings(resource);
    case 'AWS::ECS::Service':
      return [
        {
          name: 'Tasks',
          value: String((resource.properties as { DesiredCount?: number }).DesiredCount ?? 'by load'),
          why: 'Each takes its pool of connections from the database, twice during a deployment.',
        },
      ];
    case 'AWS::RDS::DBInstance':
      return databaseSettings(assembly, resource);
    default:
      return [];
  }
}

interface FunctionProperties {
  Timeout?: number;
  MemorySize?: number;
  VpcConfig?: object;
}

function functionSettings({ properties }: Resource): Setting[] {
  const { Timeout, MemorySize, VpcConfig } = properties as FunctionProperties;
  return [
    {
      name: 'Timeout',
      value: `${Timeout} s`,
      why: 'The worst case of its calls, all attempts together; who waits for it has a longer one.',
    },
    { name: 'Memory', value: `${MemorySize} MB`, why: 'Processor time comes with it.' },
    {
      name: 'In the VPC',
      value: VpcConfig ? 'yes' : 'no',
      why: VpcConfig
        ? 'It talks to PostgreSQL or to the internal load balancer.'
        : 'It needs nothing there, so it starts faster and needs no way out.',
    },
  ];
}

function throttleOf(assembly: Assembly, fn: Resource): Setting[] {
  return eventSources(assembly)
    .filter(({ worker }) => worker.id === fn.id && worker.stack === fn.stack)
    .flatMap(({ mapping: { properties } }) => [
      {
        name: 'At once',
        value: `at most ${properties.ScalingConfig?.MaximumConcurrency}`,
        why: 'The throttle: what is behind it bears so many. What no worker is free for stays in the queue.',
      },
      {
        name: 'Batch',
        value: `up to ${properties.BatchSize}`,
        why: 'The most that Lambda hands over without waiting for more.',
      },
    ]);
}

function queueSettings({ properties }: Resource): Setting[] {
  const {
    VisibilityTimeout = 30,
    MessageRetentionPeriod = 4 * day,
    RedrivePolicy,
  } = properties as QueueProperties;
  const kept = { name: 'Kept', value: `${MessageRetentionPeriod / day} days` };
  if (!RedrivePolicy)
    return [
      { ...kept, why: 'Longer than in the queue it comes from: the age of a message goes on counting.' },
    ];
  return [
    {
      name: 'Hidden while worked on',
      value: `${VisibilityTimeout} s`,
      why: 'Six times the worker’s timeout, so that Lambda can try a throttled batch again.',
    },
    { name: 'Attempts', value: String(RedrivePolicy.maxReceiveCount), why: 'Then it is a dead letter.' },
    { ...kept, why: 'A weekend of trouble loses nothing.' },
  ];
}

function databaseSettings(assembly: Assembly, instance: Resource): Setting[] {
  const { DBParameterGroupName: name } = instance.properties as { DBParameterGroupName?: unknown };
  const group = assembly.target<{ Parameters?: Record<string, string> }>(instance, name);
  return [
    {
      name: 'Connections',
      value: group?.properties.Parameters?.['max_connections'] ?? 'as the instance',
      why: 'Few on purpose: this is what the webhook’s throttle protects.',
    },
  ];
}
