import { resourceTypes as apigateway } from './apigateway/index.ts';
import { customResourceType, isCustomResource } from './cloudformation/custom-resource.ts';
import type { CustomResourceResponses } from './cloudformation/custom-resource-responses.ts';
import type { FindType } from './cloudformation/plan.ts';
import { resourceTypes as cloudwatchlogs } from './cloudwatchlogs/index.ts';
import { resourceTypes as cognito } from './cognito/index.ts';
import { resourceTypes as dynamodb } from './dynamodb/index.ts';
import { resourceTypes as ecs } from './ecs/index.ts';
import { resourceTypes as elasticloadbalancing } from './elasticloadbalancing/index.ts';
import { resourceTypes as events } from './events/index.ts';
import { resourceTypes as iam } from './iam/index.ts';
import { resourceTypes as lambda } from './lambda/index.ts';
import { resourceTypes as rds } from './rds/index.ts';
import { resourceType } from './resource.ts';
import { resourceTypes as secretsmanager } from './secretsmanager/index.ts';
import { resourceTypes as sqs } from './sqs/index.ts';
import { resourceTypes as stepfunctions } from './stepfunctions/index.ts';

const all = [
  apigateway,
  cloudwatchlogs,
  cognito,
  dynamodb,
  ecs,
  elasticloadbalancing,
  events,
  iam,
  lambda,
  rds,
  secretsmanager,
  sqs,
  stepfunctions,
].flat();
const byName = new Map(all.map((definition) => [definition.type, definition]));

/** Finds every resource type that the local run understands. */
export function findTypeWith(responses: CustomResourceResponses): FindType {
  return (type, stackId) =>
    isCustomResource(type) ? resourceType(customResourceType(type, stackId, responses)) : byName.get(type);
}
