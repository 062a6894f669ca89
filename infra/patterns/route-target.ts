import { Duration } from 'aws-cdk-lib';
import type { Integration, MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import type { ServiceFunction } from './service-function.ts';

/** API Gateway gives up on an integration after 29 seconds; a function that runs longer answers nobody. */
export const longestAnswer = Duration.seconds(29);

/** Where a route of a service leads. */
export interface RouteTarget {
  integration: Integration;
  methodOptions?: MethodOptions;
  /** The function that answers, if one does: only its routes can be split. */
  function?: ServiceFunction;
}
