import { z } from 'zod';
import { type ResourceType, resourceType } from '../resource.ts';
import { passwordRules, randomPassword } from './random-password.ts';
import { jsonFields } from './secret-fields.ts';
import { arnSuffix } from './secrets.ts';

const generateSchema = z.strictObject({
  ...passwordRules,
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});

const secret = resourceType({
  type: 'AWS::SecretsManager::Secret',
  properties: z.strictObject({
    Name: z.string().optional(),
    Description: z.string().optional(),
    SecretString: z.string().optional(),
    GenerateSecretString: generateSchema.optional(),
  }),
  create({ physicalId, properties }, system) {
    const name = properties.Name ?? physicalId;
    const arn = system.arn('secretsmanager', `secret:${name}-${arnSuffix(name)}`);
    const { SecretString, GenerateSecretString, Description } = properties;
    const value = GenerateSecretString ? generate(GenerateSecretString) : SecretString;
    system.secrets.create({ arn, name, description: Description, value });
    return { ref: arn, attributes: { Id: arn } };
  },
});

/** A password alone, or as one field of a JSON object. */
function generate(rules: z.infer<typeof generateSchema>): string {
  const password = randomPassword(rules);
  const { SecretStringTemplate: template, GenerateStringKey: key } = rules;
  if (template === undefined && key === undefined) return password;
  if (template === undefined || key === undefined) {
    throw new Error(
      'GenerateSecretString needs both SecretStringTemplate and GenerateStringKey, or neither.',
    );
  }
  return JSON.stringify({ ...jsonFields('SecretStringTemplate', template), [key]: password });
}

/** Adds to a secret how to connect to its database: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html */
const attachment = resourceType({
  type: 'AWS::SecretsManager::SecretTargetAttachment',
  properties: z.strictObject({
    SecretId: z.string(),
    TargetId: z.string(),
    TargetType: z.literal('AWS::RDS::DBInstance'),
  }),
  create({ properties: { SecretId, TargetId } }, system) {
    const { endpoint, databaseName } = system.databases.find(TargetId);
    const connection = {
      engine: 'postgres',
      host: endpoint.address,
      port: endpoint.port,
      dbInstanceIdentifier: TargetId,
      ...(databaseName && { dbname: databaseName }),
    };
    const fields = jsonFields(`The secret ${SecretId}`, system.secrets.get(SecretId));
    system.secrets.put(SecretId, JSON.stringify({ ...fields, ...connection }));
    return { ref: SecretId };
  },
});

export const resourceTypes: ResourceType[] = [secret, attachment];
