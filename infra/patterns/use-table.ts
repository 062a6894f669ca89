import type { Table } from 'aws-cdk-lib/aws-dynamodb';
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
  table.grant(fn, ...actions.map((action) => `dynamodb:${action}`));
}
