import { expect, test } from 'vitest';
import { logRetention } from './log-retention.ts';
import { findings, synthesised, theOne } from './testing.ts';

test('a log group that keeps logs for ever fails', () => {
  const system = synthesised();
  const group = theOne<{ RetentionInDays?: number }>(system, 'AWS::Logs::LogGroup', 'CatalogFunctionLogs');
  delete group.properties.RetentionInDays;
  expect(findings(logRetention, system)).toEqual([
    `orders/${group.id}: has no RetentionInDays, so it keeps logs for ever. Set it.`,
  ]);
});

test('a function without a log group of its own fails, since Lambda makes one that keeps logs for ever', () => {
  const system = synthesised();
  const fn = theOne<{ LoggingConfig?: object }>(system, 'AWS::Lambda::Function', 'CatalogFunction');
  delete fn.properties.LoggingConfig;
  expect(findings(logRetention, system)).toEqual([
    `orders/${fn.id}: logs into a group that is not in the template, so its logs are kept for ever. Let LoggingConfig name a log group with RetentionInDays.`,
  ]);
});

test('a container that logs elsewhere fails', () => {
  const system = synthesised();
  const task = theOne<{ ContainerDefinitions: { LogConfiguration?: object }[] }>(
    system,
    'AWS::ECS::TaskDefinition',
  );
  for (const container of task.properties.ContainerDefinitions) delete container.LogConfiguration;
  expect(findings(logRetention, system)).toEqual([
    expect.stringContaining('Let LogConfiguration of container "legacy-api" name a log group'),
  ]);
});
