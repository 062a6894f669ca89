import { z } from 'zod';
import { boolean, number } from '../cfn.ts';
import { type ResourceType, resourceType } from '../resource.ts';
import { stableLetters } from '../stable-id.ts';

const userPool = resourceType({
  type: 'AWS::Cognito::UserPool',
  properties: z.strictObject({
    UserPoolName: z.string().optional(),
    MfaConfiguration: z.literal('OFF', 'the local user pool knows passwords only').optional(),
  }),
  create({ physicalId }, system) {
    const id = `${system.region}_${stableLetters(physicalId, 9)}`;
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
    const clientId = stableLetters(physicalId, 26).toLowerCase();
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

export const resourceTypes: ResourceType[] = [userPool, userPoolClient, userPoolGroup];
