/**
 * Which messages of a batch stay in the queue after a function with ReportBatchItemFailures answered `payload`
 * (Developer Guide, "Success and failure conditions"): none when it names none, all of them when the answer is no JSON
 * or names an item badly or one that is not in the batch.
 */
export function failedItems(payload: string, messageIds: string[]): Set<string> {
  const all = new Set(messageIds);
  const failures = itemFailures(payload);
  if (failures === undefined) return all;
  const failed = new Set<string>();
  for (const failure of failures) {
    const id = isRecord(failure) ? failure['itemIdentifier'] : undefined;
    if (typeof id !== 'string' || !all.has(id)) return all;
    failed.add(id);
  }
  return failed;
}

/** The list of failures, empty when there is none; undefined when the answer cannot be understood. */
function itemFailures(payload: string): unknown[] | undefined {
  let response: unknown;
  try {
    response = JSON.parse(payload);
  } catch {
    return undefined;
  }
  const failures = isRecord(response) ? response['batchItemFailures'] : undefined;
  if (failures === undefined || failures === null) return [];
  return Array.isArray(failures) ? failures : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
