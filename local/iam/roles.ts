import { AwsError } from '../aws-error.ts';
import type { LogLine } from '../system.ts';
import type { Access } from './access.ts';
import type { ConditionContext } from './conditions.ts';
import { awsManagedPolicy } from './managed-policies.ts';
import type { PolicyDocument, TrustPolicy } from './policy-document.ts';
import { Principal } from './principal.ts';
import { Role } from './role.ts';

export interface RolesOptions {
  region: string;
  accountId: string;
  log(line: LogLine): void;
}

/** What a service names when it assumes a role. */
export interface AssumeRole {
  /** `lambda.amazonaws.com` */
  service: string;
  roleArn: string;
  sessionName: string;
  /** What the service assumes it for: `aws:SourceArn` of trust policies. */
  sourceArn?: string;
}

/** The roles of one account, and the access keys of those who have assumed one. */
export class Roles {
  readonly #options: RolesOptions;
  readonly #byArn = new Map<string, Role>();
  readonly #managedPolicies = new Map<string, PolicyDocument>();
  readonly #byAccessKey = new Map<string, Principal>();

  constructor(options: RolesOptions) {
    this.#options = options;
  }

  create({ name, trust }: { name: string; trust: TrustPolicy }): Role {
    const { region, accountId } = this.#options;
    const context: ConditionContext = {
      'aws:PrincipalAccount': accountId,
      'aws:ResourceAccount': accountId,
      'aws:RequestedRegion': region,
      // The endpoint stands for AWS's, which SDK clients call over TLS.
      'aws:SecureTransport': 'true',
    };
    const role = new Role({ name, arn: this.#arn(name), trust }, context);
    this.#byArn.set(role.arn, role);
    return role;
  }

  /** By name. Throws NoSuchEntity. */
  named(name: string): Role {
    return this.#find(this.#arn(name));
  }

  /** Keeps a policy of the account under an ARN of its own. */
  addManagedPolicy(arn: string, document: PolicyDocument): void {
    this.#managedPolicies.set(arn, document);
  }

  /** A policy of the account or of AWS. Throws NoSuchEntity for one whose statements are not known here. */
  managedPolicy(arn: string): PolicyDocument {
    const document = this.#managedPolicies.get(arn) ?? awsManagedPolicy(arn);
    if (document) return document;
    throw new AwsError(
      'NoSuchEntity',
      `The local run does not know the statements of the policy ${arn}.`,
      404,
    );
  }

  /** Throws an error when there is no such role or its trust policy does not admit the service. */
  assume({ service, roleArn, sessionName, sourceArn }: AssumeRole): Principal {
    const role = this.#find(roleArn);
    const context: ConditionContext = { 'aws:SourceAccount': this.#options.accountId };
    if (sourceArn !== undefined) context['aws:SourceArn'] = sourceArn;
    if (!role.trusts(service, context)) {
      throw new AwsError('AccessDenied', `${service} is not authorized to assume the role ${roleArn}`, 403);
    }
    return new Principal(role, sessionName, (line) => this.#options.log({ source: 'iam', line }));
  }

  /** Calls that are signed with this key come from the principal. */
  addAccessKey(id: string, principal: Principal): void {
    this.#byAccessKey.set(id, principal);
  }

  /** Throws AccessDenied when whoever signs with the key may not do all of this. The administrator, whose keys are all others, may. */
  authorize(accessKeyId: string | undefined, accesses: () => Access[]): void {
    this.#byAccessKey.get(accessKeyId ?? '')?.authorize(accesses());
  }

  #find(arn: string): Role {
    const role = this.#byArn.get(arn);
    if (role) return role;
    throw new AwsError(
      'NoSuchEntity',
      `The role ${arn} cannot be found: roles of other accounts and apps are not known here.`,
      404,
    );
  }

  #arn(name: string): string {
    return `arn:aws:iam::${this.#options.accountId}:role/${name}`;
  }
}
