import type { ResourceType } from '../resource.ts';
import { rule } from './rule.ts';

export const resourceTypes: ResourceType[] = [rule];
