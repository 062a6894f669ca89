import { createHash } from 'node:crypto';
import { z } from 'zod';
import { boolean, number } from '../cfn.ts';
import { type ResourceType, resourceType } from '../resource.ts';

const userPool = resourceType({
  type: 'AWS::Cognito::UserPool',
  properties: z.strictObject({
    UserPoolName: z.string().optional(),
    MfaConfiguration: z.literal('OFF', 'the local user pool knows passwords only').optional(),
  }),
  create({ physicalId }, system) {
    const id = `${system.region}_${lettersOf(physicalId, 9)}`;
    const { providerName, providerUrl } = system.userPools.create(id);
    const arn = system.arn('cognito-idp', `userpool/${id}`);
    return {
      ref: id,
      attributes: { UserPoolId: id, Arn: arn, ProviderName: providerName, ProviderURL: providerUrl },
    };
  },
});

const unitSeconds = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const unit = z.enum(['seconds', 'minutes', 'hours', 'days']).default('hours');

const userPoolClient = resourceType({
  type: 'AWS::Cognito::UserPoolClient',
  properties: z.strictObject({
    UserPoolId: z.string(),
    ExplicitAuthFlows: z.array(z.string()).default([]),
    AccessTokenValidity: number.default(1),
    IdTokenValidity: number.default(1),
    TokenValidityUnits: z
      .strictObject({ AccessToken: unit, IdToken: unit })
      .default({ AccessToken: 'hours', IdToken: 'hours' }),
    PreventUserExistenceErrors: z.enum(['ENABLED', 'LEGACY']).default('LEGACY'),
    GenerateSecret: boolean.pipe(z.literal(false, 'local clients have no secret')).default(false),
  }),
  create({ physicalId, properties }, system) {
    const clientId = lettersOf(physicalId, 26).toLowerCase();
    const { TokenValidityUnits: units } = properties;
    system.userPools.find(properties.UserPoolId).addClient({
      clientId,
      explicitAuthFlows: properties.ExplicitAuthFlows,
      preventUserExistenceErrors: properties.PreventUserExistenceErrors === 'ENABLED',
      accessTokenSeconds: properties.AccessTokenValidity * unitSeconds[units.AccessToken],
      idTokenSeconds: properties.IdTokenValidity * unitSeconds[units.IdToken],
    });
    return { ref: clientId, attributes: { ClientId: clientId } };
  },
});

const userPoolGroup = resourceType({
  type: 'AWS::Cognito::UserPoolGroup',
  properties: z.strictObject({ UserPoolId: z.string(), GroupName: z.string().optional() }),
  create({ physicalId, properties }, system) {
    const name = properties.GroupName ?? physicalId;
    system.userPools.find(properties.UserPoolId).addGroup(name);
    return { ref: name };
  },
});

/** Letters and digits as AWS makes them up, here the same on every start. */
function lettersOf(name: string, length: number): string {
  const digest = createHash('sha256').update(name).digest('base64');
  return digest.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, length);
}

export const resourceTypes: ResourceType[] = [userPool, userPoolClient, userPoolGroup];
