import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import * as z from 'zod';
import { logger, observed } from '../../services/shared/observability.ts';
import { jsonSecret } from '../../services/shared/secrets.ts';
import { answerCloudFormation } from './custom-resource.ts';
import { setUpDatabase } from './setup.ts';

/** CloudFormation hands every number over as text. */
const propertiesSchema = z.object({
  Database: z.string().min(1),
  AdminSecretArn: z.string().min(1),
  RoleSecretArn: z.string().min(1),
  ConnectionLimit: z.coerce.number().int().min(1),
  ReaderSecretArn: z.string().min(1).optional(),
  ReaderConnectionLimit: z.coerce.number().int().min(1).default(1),
  Migrations: z.array(z.object({ name: z.string().min(1), sql: z.string().min(1) })).default([]),
});
const roleSchema = z.object({ username: z.string().min(1), password: z.string().min(1) });
const adminSchema = roleSchema.extend({ host: z.string().min(1), port: z.coerce.number().int() });

/** For reading a secret: nobody waits for a deployment as for a request, and a function that has just started is slow. */
const secretMilliseconds = 15_000;

/** The custom resource `Custom::PostgresDatabase`. Delete keeps the database: data outlive a stack. */
export const handler = observed<CloudFormationCustomResourceEvent, void>().handler(async (event, context) => {
  const failure = await answerCloudFormation(event, context, () => run(event));
  const { RequestType: requestType, LogicalResourceId: resource } = event;
  if (failure) logger.error('Database setup failed', { requestType, resource, reason: failure.message });
  else logger.info('Database is set up', { requestType, resource });
});

async function run(event: CloudFormationCustomResourceEvent): Promise<void> {
  if (event.RequestType === 'Delete') return;
  const properties = propertiesSchema.parse(event.ResourceProperties);
  const { ReaderSecretArn: readerSecret, ReaderConnectionLimit: readerLimit } = properties;
  await setUpDatabase({
    admin: await jsonSecret(properties.AdminSecretArn, adminSchema, secretMilliseconds),
    role: await jsonSecret(properties.RoleSecretArn, roleSchema, secretMilliseconds),
    database: properties.Database,
    connectionLimit: properties.ConnectionLimit,
    ...(readerSecret && {
      reader: {
        ...(await jsonSecret(readerSecret, roleSchema, secretMilliseconds)),
        connectionLimit: readerLimit,
      },
    }),
    migrations: properties.Migrations,
  });
}
