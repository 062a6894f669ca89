import { z } from 'zod';
import { type ResourceType, resourceType } from '../resource.ts';

const parameterGroup = resourceType({
  type: 'AWS::RDS::DBParameterGroup',
  properties: z.strictObject({
    DBParameterGroupName: z.string().optional(),
    Parameters: z.record(z.string(), z.coerce.string()).default({}),
  }),
  create({ physicalId, properties }, system) {
    const name = (properties.DBParameterGroupName ?? physicalId).toLowerCase();
    system.databases.createParameterGroup(name, properties.Parameters);
    return { ref: name, attributes: { DBParameterGroupName: name } };
  },
});

const instance = resourceType({
  type: 'AWS::RDS::DBInstance',
  properties: z.strictObject({
    DBInstanceIdentifier: z.string().optional(),
    Engine: z.literal('postgres', 'only PostgreSQL runs locally'),
    MasterUsername: z.string(),
    MasterUserPassword: z.string(),
    DBName: z.string().optional(),
    DBParameterGroupName: z.string().optional(),
  }),
  async create({ logicalId, physicalId, properties }, system) {
    const identifier = (properties.DBInstanceIdentifier ?? physicalId).toLowerCase();
    const group = properties.DBParameterGroupName;
    const endpoint = await system.databases.create({
      identifier,
      masterUsername: properties.MasterUsername,
      masterPassword: properties.MasterUserPassword,
      databaseName: properties.DBName,
      parameters: group ? system.databases.parameterGroup(group) : {},
    });
    return {
      ref: identifier,
      attributes: {
        'Endpoint.Address': endpoint.address,
        'Endpoint.Port': String(endpoint.port),
        DBInstanceArn: system.arn('rds', `db:${identifier}`),
        DbiResourceId: `db-${logicalId.toUpperCase()}`,
      },
    };
  },
});

export const resourceTypes: ResourceType[] = [parameterGroup, instance];
