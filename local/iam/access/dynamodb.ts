import { type Access, type AccessOf, type ArnOf, onEach } from '../access.ts';

/** Each part of a transaction is its own action: TransactWriteItems and TransactGetItems are none. */
const partActions = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export function dynamoDbAccess(arnOf: ArnOf): AccessOf {
  const tableArn = (nameOrArn: unknown): string | undefined => {
    if (typeof nameOrArn !== 'string') return undefined;
    return nameOrArn.startsWith('arn:') ? nameOrArn : arnOf('dynamodb', `table/${nameOrArn}`);
  };
  const partAccess = (part: Record<string, { TableName?: unknown }>): Access[] =>
    Object.entries(partActions).flatMap(([kind, action]) =>
      onEach(`dynamodb:${action}`, tableArn(part?.[kind]?.TableName)),
    );

  return (operation, input) => {
    const action = `dynamodb:${operation}`;
    const { TableName, IndexName, RequestItems, TransactItems } = input ?? {};
    if (Array.isArray(TransactItems)) return TransactItems.flatMap(partAccess);
    if (RequestItems) return onEach(action, ...Object.keys(RequestItems).map(tableArn));
    const table = tableArn(TableName);
    if (typeof IndexName === 'string' && table) return onEach(action, `${table}/index/${IndexName}`);
    return onEach(action, table ?? '*');
  };
}
