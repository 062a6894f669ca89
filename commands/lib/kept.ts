import {
  type CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
  type Stack,
} from '@aws-sdk/client-cloudformation';

/** The ID of a stack, which goes on naming it for 90 days after it was deleted; nothing when there is no such stack. */
export const findStackId = async (client: CloudFormationClient, name: string) =>
  (await findStack(client, name))?.StackId;

/** A stack as it is described; nothing when there is no such stack. */
export async function findStack(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** A resource as its template has it. */
export interface Resource {
  Type: string;
  DeletionPolicy?: string;
  Properties?: Record<string, unknown>;
}

/** The logical IDs of what is protected against deletion, which would stop a deletion half way. */
export async function protectedResources(client: CloudFormationClient, stackId: string): Promise<string[]> {
  const isProtected = ({ Properties = {} }: Resource) =>
    Properties['DeletionProtection'] === true ||
    Properties['DeletionProtection'] === 'ACTIVE' ||
    Properties['DeletionProtectionEnabled'] === true;
  const resources = Object.entries(await templateResources(client, stackId));
  return resources.filter(([, resource]) => isProtected(resource)).map(([id]) => id);
}

/** Something that outlived its stack, and a command that removes it. */
export interface Kept {
  what: string;
  remove: string;
}

/** What a deleted stack left behind: resources that it was told to retain, and final snapshots. */
export async function keptBy(client: CloudFormationClient, stackId: string): Promise<Kept[]> {
  const resources = await templateResources(client, stackId);
  const kept: Kept[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stackId }))
    for (const summary of page.StackResourceSummaries ?? []) {
      const { LogicalResourceId: id = '', PhysicalResourceId: name = '', ResourceType: type = '' } = summary;
      if (summary.ResourceStatus === 'DELETE_SKIPPED')
        kept.push({
          what: `${type} ${name}`,
          remove: `aws cloudcontrol delete-resource --type-name ${type} --identifier ${name}`,
        });
      else if (resources[id]?.DeletionPolicy === 'Snapshot')
        kept.push({
          what: `a final snapshot of ${type} ${name}`,
          remove: `aws rds describe-db-snapshots --db-instance-identifier ${name}, then aws rds delete-db-snapshot`,
        });
    }
  return kept;
}

/** The resources of a stack's template by their logical IDs. */
export async function templateResources(
  client: CloudFormationClient,
  stackId: string,
): Promise<Record<string, Resource>> {
  const { TemplateBody } = await client.send(
    new GetTemplateCommand({ StackName: stackId, TemplateStage: 'Original' }),
  );
  return JSON.parse(TemplateBody ?? '{}').Resources ?? {};
}
