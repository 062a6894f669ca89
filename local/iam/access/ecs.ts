import { type AccessOf, type ArnOf, onEach } from '../access.ts';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
export function ecsAccess(arnOf: ArnOf): AccessOf {
  return (operation, { cluster, service, services }) => {
    const clusterName = String(cluster ?? 'default')
      .split('/')
      .at(-1);
    const serviceArn = (nameOrArn: unknown) =>
      typeof nameOrArn === 'string' && arnOf('ecs', `service/${clusterName}/${nameOrArn.split('/').at(-1)}`);
    return onEach(`ecs:${operation}`, ...[service, services].flat().map(serviceArn));
  };
}
