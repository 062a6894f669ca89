import type { Assembly, Resource } from './assembly.ts';
import type { Finding, Rule } from './rule.ts';

interface Logging {
  function: { LoggingConfig?: { LogGroup?: unknown } };
  task: {
    ContainerDefinitions?: { Name: string; LogConfiguration?: { Options?: Record<string, unknown> } }[];
  };
}

/** Logs are kept for a stated time: every log group says so, and nothing logs into one that AWS makes, which keeps all. */
export const logRetention: Rule = {
  name: 'log-retention',
  check: (assembly) => [
    ...assembly
      .resources<{ RetentionInDays?: number }>('AWS::Logs::LogGroup')
      .filter(({ properties }) => !properties.RetentionInDays)
      .map((resource) => ({
        resource,
        message: 'has no RetentionInDays, so it keeps logs for ever. Set it.',
      })),
    ...assembly
      .resources<Logging['function']>('AWS::Lambda::Function')
      .flatMap((fn) => logsElsewhere(assembly, fn, fn.properties.LoggingConfig?.LogGroup, 'LoggingConfig')),
    ...assembly
      .resources<Logging['task']>('AWS::ECS::TaskDefinition')
      .flatMap((task) =>
        (task.properties.ContainerDefinitions ?? []).flatMap(({ Name: name, LogConfiguration: logging }) =>
          logsElsewhere(
            assembly,
            task,
            logging?.Options?.['awslogs-group'],
            `LogConfiguration of container "${name}"`,
          ),
        ),
      ),
  ],
};

function logsElsewhere(assembly: Assembly, resource: Resource, group: unknown, setting: string): Finding[] {
  if (assembly.target(resource, group)?.type === 'AWS::Logs::LogGroup') return [];
  return [
    {
      resource,
      message: `logs into a group that is not in the template, so its logs are kept for ever. Let ${setting} name a log group with RetentionInDays.`,
    },
  ];
}
