import { capacity, poolSizeVariable } from '../capacity.ts';
import type { Assembly, Resource } from './assembly.ts';
import { connectionDemands, type DatabaseProperties, type Demand } from './connection-demands.ts';
import type { Finding, Rule } from './rule.ts';

/**
 * All sessions that can be open at once fit into each database: the concurrency of every function and the tasks of every
 * service that its security group admits, times their pools; old and new tasks overlap in a rolling deployment. What
 * custom resources open, one at a time, is in the reserve.
 */
export const connectionSum: Rule = {
  name: 'connection-sum',
  check: (assembly) =>
    assembly.resources<DatabaseProperties>('AWS::RDS::DBInstance').flatMap((database) => {
      const demands = connectionDemands(assembly, database);
      const unknown = demands.flatMap(unknownDemand);
      return unknown.length > 0 ? unknown : tooMany(assembly, database, demands);
    }),
};

function tooMany(assembly: Assembly, database: Resource<DatabaseProperties>, demands: Demand[]): Finding[] {
  const parameters = assembly.target<{ Parameters?: { max_connections?: string } }>(
    database,
    database.properties.DBParameterGroupName,
  );
  const most = Number(parameters?.properties.Parameters?.max_connections);
  if (Number.isNaN(most))
    return [
      {
        resource: database,
        message:
          'its parameter group sets no max_connections, so AWS derives one from its memory. Set it from infra/capacity.ts.',
      },
    ];
  const room = most - capacity.reservedConnections;
  const sum = demands.reduce((total, { atOnce = 0, poolSize }) => total + atOnce * poolSize, 0);
  if (sum <= room) return [];
  const terms = demands.map(({ resource, atOnce, poolSize }) => `${resource.id}: ${atOnce} x ${poolSize}`);
  return [
    {
      resource: database,
      message: `up to ${sum} sessions may be open at once (${terms.join(', ')}), but max_connections ${most} - ${capacity.reservedConnections} in reserve leaves ${room}. Change infra/capacity.ts until they fit.`,
    },
  ];
}

function unknownDemand({ resource, atOnce, poolSize }: Demand): Finding[] {
  if (atOnce === undefined)
    return [
      {
        resource,
        message: `reaches the database without a limit on how many run at once. Give its event source a MaximumConcurrency, or reserve its concurrency.`,
      },
    ];
  if (poolSize >= 1) return [];
  return [
    {
      resource,
      message: `reaches the database, but ${poolSizeVariable} in its environment is ${Number.isNaN(poolSize) ? 'not set' : poolSize}. Set it from infra/capacity.ts: how many sessions one of them may have.`,
    },
  ];
}
