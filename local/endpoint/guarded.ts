import type { AccessOf } from '../iam/access.ts';
import type { Roles } from '../iam/roles.ts';
import type { JsonService, Operation } from './service.ts';

/** A service whose operations first check whether their caller may do what they do. Throws AccessDenied otherwise. */
export function guarded(service: JsonService, accessOf: AccessOf, roles: Roles): JsonService {
  const guard =
    (name: string, operation: Operation): Operation =>
    (input, caller) => {
      roles.authorize(caller.accessKeyId, () => accessOf(name, input));
      return operation(input, caller);
    };
  const operations = Object.entries(service.operations);
  return {
    ...service,
    operations: Object.fromEntries(operations.map(([name, operation]) => [name, guard(name, operation)])),
  };
}
