import type { z } from 'zod';
import type { LocalSystem } from './system.ts';

/**
 * How one CloudFormation resource type comes to life on this machine. `properties` is a strict schema over the resolved
 * properties: what it does not name stops the start, unless `ignored.ts` gives a reason to leave it out.
 * CloudFormation lets numbers and booleans be strings ("60", "true"): use `cfn.ts`'s number and boolean.
 */
export interface ResourceType<Properties = unknown> {
  type: string;
  properties: z.ZodType<Properties>;
  create(resource: Resource<Properties>, system: LocalSystem): Created | Promise<Created>;
}

/** A resource of a template with its references resolved. `physicalId` is unique and the same on every start. */
export interface Resource<Properties> {
  logicalId: string;
  physicalId: string;
  properties: Properties;
}

/** What other resources may refer to, and how to start and stop it. */
export interface Created {
  /** What `Ref` answers, as the CloudFormation documentation of the type says. */
  ref: string;
  /** What `Fn::GetAtt` answers. Nested attributes use dots: `Endpoint.Address`. */
  attributes?: Record<string, string>;
  /** Runs when every resource of every stack exists: pollers, schedules and servers begin here. */
  start?: () => void | Promise<void>;
  /** Resolves when what runs behind the resource is healthy. The start does not wait for it: `LocalRun.healthy` does. */
  healthy?: Promise<void>;
  /** Runs on stop, in reverse order of creation. Must leave nothing behind. */
  stop?: () => void | Promise<void>;
}

/** Infers the property type for `create`, then forgets it, so that one list can hold all types. */
export function resourceType<Properties>(definition: ResourceType<Properties>): ResourceType {
  return definition as ResourceType;
}
