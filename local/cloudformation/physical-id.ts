import { stableId } from '../stable-id.ts';

/**
 * A name as CloudFormation makes them, `<stack>-<logical ID>-<12 characters>`, but the same on every start. At most 58
 * characters: short enough for every service but Elastic Load Balancing, which cuts it to 32.
 */
export function physicalIdOf(stackName: string, logicalId: string): string {
  const suffix = stableId(`${stackName}/${logicalId}`, 12).toUpperCase();
  return `${stackName.slice(0, 20)}-${logicalId.slice(0, 24)}-${suffix}`;
}
