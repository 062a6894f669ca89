import { z } from 'zod';
import { type ResourceType, resourceType } from '../resource.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const table = resourceType({
  type: 'AWS::DynamoDB::Table',
  properties: z.strictObject({
    TableName: z.string().optional(),
    KeySchema: keySchema,
    AttributeDefinitions: z.array(
      z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    BillingMode: z.literal('PAY_PER_REQUEST', 'only tables on demand run locally'),
    GlobalSecondaryIndexes: z
      .array(
        z.strictObject({
          IndexName: z.string(),
          KeySchema: keySchema,
          Projection: z.strictObject({
            ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
            NonKeyAttributes: z.array(z.string()).optional(),
          }),
        }),
      )
      .optional(),
  }),
  async create({ physicalId, properties }, system) {
    const name = properties.TableName ?? physicalId;
    await system.tables.create({ ...properties, TableName: name });
    return { ref: name, attributes: { Arn: system.arn('dynamodb', `table/${name}`) } };
  },
});

export const resourceTypes: ResourceType[] = [table];
