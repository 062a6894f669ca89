import type { ResourceType } from '../resource.ts';
import { eventInvokeConfig, eventSourceMapping, permission } from './event-resources.ts';
import { functionResource } from './function-resource.ts';

export const resourceTypes: ResourceType[] = [
  functionResource,
  eventSourceMapping,
  eventInvokeConfig,
  permission,
];
