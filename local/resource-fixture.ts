import type { Created, ResourceType } from './resource.ts';
import type { LocalSystem } from './system.ts';

/** For tests: creates one resource as the deployer does, from properties as a template has them. */
export async function createResource(
  types: ResourceType[],
  resource: { type: string; logicalId?: string; properties: object },
  system: LocalSystem,
): Promise<Created> {
  const definition = types.find(({ type }) => type === resource.type);
  if (!definition) throw new Error(`No resource type ${resource.type}`);
  const { logicalId = 'Thing' } = resource;
  const properties = definition.properties.parse(resource.properties);
  return definition.create({ logicalId, physicalId: `stack-${logicalId}-ABC`, properties }, system);
}
