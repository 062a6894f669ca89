import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { type Cast, eventually } from './cast.ts';

/** Has Amazon ECS run so many tasks of the legacy API, and waits until it does. */
export async function scaleLegacyApi(cast: Cast, desiredCount: number): Promise<void> {
  const ecs = new ECSClient(cast.deployment.clientConfig);
  const { cluster, service } = await legacyService(cast);
  await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
  await eventually(
    cast,
    async () => {
      const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
      return services?.[0]?.runningCount;
    },
    (running) => running === desiredCount,
    (running) => `${running} tasks of the legacy API run; expected ${desiredCount}`,
  );
}

/** How `aws ecs` names the legacy API. */
async function legacyService({ deployment }: Cast): Promise<{ cluster: string; service: string }> {
  const { Stacks } = await new CloudFormationClient(deployment.clientConfig).send(
    new DescribeStacksCommand({ StackName: 'legacy' }),
  );
  const outputOf = (key: string) => {
    const value = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    if (!value) throw new Error(`The stack "legacy" has no output ${key}. Deploy the current version.`);
    return value;
  };
  return { cluster: outputOf('LegacyClusterArn'), service: outputOf('LegacyServiceArn') };
}
