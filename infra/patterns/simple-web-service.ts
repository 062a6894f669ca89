import { RemovalPolicy } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  Table,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { longestAnswer, type RouteTarget } from './route-target.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import { type TableAction, useTable } from './use-table.ts';

export interface SimpleWebServiceProps extends ServiceFunctionProps {
  /** The partition key of the service's table, a string. */
  partitionKey: string;
  /** The environment variable that tells the function its table's name. */
  tableVariable: string;
  /** What the function does with the table: it may do nothing else. */
  tableActions: TableAction[];
  /** The attribute with the epoch second after which DynamoDB may delete an item. */
  timeToLiveAttribute?: string;
  indexes?: GlobalSecondaryIndexProps[];
  /** Anything else of the table: backups, protection, what becomes of it. @default it goes with its stack */
  table?: Partial<TableProps>;
}

/**
 * Simple web service: API Gateway → Lambda → DynamoDB. One function answers the service's routes and is the only owner
 * of the service's table.
 */
export class SimpleWebService extends Construct implements RouteTarget {
  readonly table: Table;
  readonly function: ServiceFunction;
  readonly integration: LambdaIntegration;

  constructor(scope: Construct, id: string, props: SimpleWebServiceProps) {
    super(scope, id);
    const {
      partitionKey,
      tableVariable,
      tableActions,
      timeToLiveAttribute,
      indexes = [],
      table,
      ...functionProps
    } = props;
    if (props.timeout.toSeconds() > longestAnswer.toSeconds())
      throw new Error(
        `${id}: timeout is ${props.timeout.toSeconds()} s, but API Gateway waits at most 29 s. Lower it.`,
      );
    this.table = new Table(this, 'Table', {
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(timeToLiveAttribute && { timeToLiveAttribute }),
      ...table,
    });
    for (const index of indexes) this.table.addGlobalSecondaryIndex(index);
    this.function = new ServiceFunction(this, 'Function', functionProps);
    useTable(this.function, this.table, tableVariable, ...tableActions);
    this.integration = new LambdaIntegration(this.function);
  }
}
