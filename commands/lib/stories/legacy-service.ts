import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { type Deployment, legacyOutputs } from '../deployment.ts';
import { type Cast, eventually } from './cast.ts';

/** Has Amazon ECS run so many tasks of the legacy API, and waits until it does. */
export async function scaleLegacyApi(
  cast: Pick<Cast, 'deployment' | 'signal'>,
  desiredCount: number,
): Promise<void> {
  const ecs = new ECSClient(cast.deployment.clientConfig);
  const { cluster, service } = await legacyService(cast.deployment);
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
export async function legacyService(deployment: Deployment): Promise<{ cluster: string; service: string }> {
  const [cluster = '', service = ''] = await legacyOutputs(
    deployment,
    'LegacyClusterArn',
    'LegacyServiceArn',
  );
  return { cluster, service };
}
