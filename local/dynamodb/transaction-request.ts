import { AwsError } from '../aws-error.ts';
import type { Item, ItemAddress } from './items.ts';

type Kind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck' | 'Get';
export interface Action {
  kind: Kind;
  input: { TableName: string; Key?: Item; Item?: Item; ReturnValuesOnConditionCheckFailure?: string };
}

export interface TransactionInput {
  TransactItems?: Partial<Record<Kind, Action['input']>>[];
  ClientRequestToken?: string;
}

const maxActions = 100;

/** The actions of TransactWriteItems. */
export function writesOf(input: TransactionInput): Action[] {
  const { ClientRequestToken: token = '' } = input;
  if (token.length > 36) throw invalidLength('clientRequestToken', 'less than or equal to 36', token);
  return actionsOf(
    input,
    ['Put', 'Update', 'Delete', 'ConditionCheck'],
    'one of Check, Put, Update or Delete',
  );
}

/** The actions of TransactGetItems. */
export function getsOf(input: TransactionInput): Action[] {
  return actionsOf(input, ['Get'], 'Get');
}

function actionsOf({ TransactItems = [] }: TransactionInput, kinds: Kind[], names: string): Action[] {
  if (TransactItems.length < 1) throw invalidLength('transactItems', 'greater than or equal to 1', '[]');
  if (TransactItems.length > maxActions) {
    const most = `less than or equal to ${maxActions}`;
    throw invalidLength('transactItems', most, JSON.stringify(TransactItems));
  }
  return TransactItems.map((item) => {
    const [kind, ...others] = kinds.filter((name) => item[name]);
    const input = kind && item[kind];
    if (input && others.length === 0) return { kind, input };
    throw invalid(`TransactItems can only contain ${names}`);
  });
}

export function refuseSameItemTwice(items: ItemAddress[]): void {
  const addresses = items.map(({ TableName, Key }) =>
    JSON.stringify([TableName, Object.entries(Key).toSorted(([a], [b]) => a.localeCompare(b))]),
  );
  if (new Set(addresses).size === addresses.length) return;
  throw invalid('Transaction request cannot include multiple operations on one item');
}

function invalidLength(member: string, constraint: string, value: string): AwsError {
  return invalid(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have length ${constraint}`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
