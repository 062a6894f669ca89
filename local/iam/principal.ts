import { AwsError } from '../aws-error.ts';
import type { Access } from './access.ts';
import type { Decision, Role } from './role.ts';

/** A session of a role: who calls. */
export class Principal {
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
  readonly arn: string;
  readonly #role: Role;
  readonly #log: (line: string) => void;

  constructor(role: Role, sessionName: string, log: (line: string) => void) {
    const account = role.arn.split(':')[4];
    this.arn = `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`;
    this.#role = role;
    this.#log = log;
  }

  /** Throws AccessDenied for the first access that the role's policies do not allow, and logs it. */
  authorize(accesses: Access[]): void {
    for (const access of accesses) {
      const decision = this.#role.decide(access.action, access.resource);
      if (decision === 'allowed') continue;
      const denied = accessDenied(this.arn, access, decision);
      this.#log(`AccessDenied: ${denied.message}`);
      throw denied;
    }
  }
}

/** HTTP statuses of services that do not answer a refusal with 400. */
const statusCodes: Record<string, number> = { lambda: 403, sqs: 403, cloudformation: 403 };
const queryProtocol = new Set(['sqs', 'cloudformation']);

/** As each service words it: SQS writes actions in lower case; the services of the Query protocol say AccessDenied. */
function accessDenied(user: string, { action, resource }: Access, decision: Decision): AwsError {
  const service = action.split(':')[0] ?? '';
  const named = service === 'sqs' ? action.toLowerCase() : action;
  const reason =
    decision === 'explicitly denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${named} action`;
  return new AwsError(
    queryProtocol.has(service) ? 'AccessDenied' : 'AccessDeniedException',
    `User: ${user} is not authorized to perform: ${named} on resource: ${resource} ${reason}`,
    statusCodes[service] ?? 400,
  );
}
