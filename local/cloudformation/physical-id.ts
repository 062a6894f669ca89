import { createHash } from 'node:crypto';

/**
 * A name as CloudFormation makes them, `<stack>-<logical ID>-<12 characters>`, but the same on every start. Short enough
 * for every service: at most 58 characters.
 */
export function physicalIdOf(stackName: string, logicalId: string): string {
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest();
  const suffix = [...digest.subarray(0, 12)]
    .map((byte) => (byte % 36).toString(36))
    .join('')
    .toUpperCase();
  return `${stackName.slice(0, 20)}-${logicalId.slice(0, 24)}-${suffix}`;
}
