import { AwsError } from '../aws-error.ts';

interface Entry {
  Id: string;
}

/** What every batch operation of SQS answers: each entry either succeeded or says why not. */
export interface BatchResult {
  Successful: object[];
  Failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[];
}

/** Applies `operation` to 1 to 10 entries. One that is refused fails alone; a malformed batch fails as a whole. */
export function inBatch<E extends Entry>(
  operation: string,
  entries: E[] | undefined,
  apply: (entry: E) => object,
): BatchResult {
  const result: BatchResult = { Successful: [], Failed: [] };
  for (const entry of checkEntries(operation, entries ?? [])) {
    try {
      result.Successful.push({ Id: entry.Id, ...apply(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      result.Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return result;
}

function checkEntries<E extends Entry>(operation: string, entries: E[]): E[] {
  const refuse = (code: string, message: string) => new AwsError(`AWS.SimpleQueueService.${code}`, message);
  if (entries.length === 0)
    throw refuse(
      'EmptyBatchRequest',
      `There should be at least one ${operation}BatchRequestEntry in the request.`,
    );
  if (entries.length > 10)
    throw refuse(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id))
      throw refuse(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    if (ids.has(Id)) throw refuse('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    ids.add(Id);
  }
  return entries;
}
