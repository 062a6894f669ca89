import { LogGroups } from './cloudwatchlogs/log-groups.ts';
import { Services } from './ecs/services.ts';
import type { LocalSystem } from './system.ts';

/** A system of only the given parts, for tests of a single resource type. What else it would hold is missing. */
export function systemWith(parts: Partial<LocalSystem> = {}): LocalSystem {
  const region = 'us-east-1';
  const accountId = '000000000000';
  const common = {
    region,
    accountId,
    port: 0,
    endpointUrl: 'http://127.0.0.1:1',
    milliseconds: (seconds: number) => seconds * 1000,
    log: () => {},
    logGroups: new LogGroups(),
    services: new Services(),
    arn: (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`,
  };
  return { ...common, ...parts } as LocalSystem;
}
