import { z } from 'zod';
import { type ResourceType, resourceType } from '../resource.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
const logGroup = resourceType({
  type: 'AWS::Logs::LogGroup',
  properties: z.strictObject({ LogGroupName: z.string().optional() }),
  create({ physicalId, properties }, system) {
    const { name } = system.logGroups.create(properties.LogGroupName ?? physicalId);
    return { ref: name, attributes: { Arn: system.arn('logs', `log-group:${name}:*`) } };
  },
});

export const resourceTypes: ResourceType[] = [logGroup];
