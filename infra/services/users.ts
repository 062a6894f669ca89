import { UserPool, type UserPoolClient, UserPoolGroup } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Size } from '../size.ts';

/** Who may sign in. A customer's user name is the customer's id in the legacy system, so both sides mean the same person. */
export class Users extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, { size }: { size: Size }) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      ...size.data,
    });
    this.client = this.pool.addClient('Commands', {
      authFlows: { adminUserPassword: true },
      disableOAuth: true,
    });
    for (const groupName of ['customer', 'operator'])
      new UserPoolGroup(this, `${groupName}s`, { userPool: this.pool, groupName });
  }
}
