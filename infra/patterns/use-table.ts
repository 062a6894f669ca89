import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

/** What a function may do with a table's items. A transaction needs the action of each of its parts. */
export type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** Tells a function a table's name in `variable` and lets it do these things there, and nothing else. */
export function useTable(
  fn: LambdaFunction,
  table: Table,
  variable: string,
  ...actions: TableAction[]
): void {
  fn.addEnvironment(variable, table.tableName);
  // Not table.grant, which adds all of a table's indexes.
  allow(fn, actions, table.tableArn);
}

/** Lets a function query one index of a table that it knows by name already. */
export function queryIndex(fn: LambdaFunction, table: Table, indexName: string): void {
  allow(fn, ['Query'], `${table.tableArn}/index/${indexName}`);
}

function allow(fn: LambdaFunction, actions: TableAction[], resource: string): void {
  fn.addToRolePolicy(
    new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [resource] }),
  );
}
