import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CustomResource, Duration } from 'aws-cdk-lib';
import { CfnSecurityGroupIngress, type IConnectable, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { functionCode } from '../bundle.ts';
import { allowSecretValue } from '../patterns/narrow-grants.ts';
import { ServiceFunction } from '../patterns/service-function.ts';
import { verifiedTls } from './verified-tls.ts';

export interface PostgresDatabaseProps {
  vpc: IVpc;
  instance: DatabaseInstance;
  /** The instance's administrator, who creates the database and its role. */
  adminSecret: ISecret;
  /** The name of the database and of the one role that may use it. */
  name: string;
  /** Sessions that the role may have at once; PostgreSQL refuses one more. */
  connectionLimit: number;
  /** Sessions of a second role at once, which may only read, and see who is connected. @default there is no such role */
  readerConnectionLimit?: number;
  /** A folder of `*.sql` files, run in the order of their names, once each. @default the owner migrates by itself */
  migrations?: string;
}

/**
 * A database with a role and a connection limit of its own inside a PostgreSQL instance that others use too. A custom
 * resource creates it and runs its migrations on every deployment that changes them.
 */
export class PostgresDatabase extends Construct {
  /** JSON: `{host, port, username, password, dbname}`. */
  readonly secret: Secret;
  /** The same, for the role that may only read, if there is one. */
  readonly readerSecret: Secret | undefined;
  readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: PostgresDatabaseProps) {
    super(scope, id);
    const { vpc, instance, adminSecret, name, connectionLimit, readerConnectionLimit, migrations } = props;
    this.secret = this.roleSecret('Secret', name, props);
    this.readerSecret = readerConnectionLimit
      ? this.roleSecret('ReaderSecret', `${name}_reader`, props)
      : undefined;
    const setup = new ServiceFunction(this, 'Setup', {
      service: 'database',
      code: functionCode('infra/database/setup'),
      timeout: Duration.minutes(2),
      environment: verifiedTls,
      vpc,
    });
    // Its own resource, not `connections.allowTo`: the database below must wait for it, but not for all that may ever
    // reach the instance.
    const access = new CfnSecurityGroupIngress(this, 'SetupAccess', {
      groupId: groupOf(instance),
      sourceSecurityGroupId: groupOf(setup),
      ipProtocol: 'tcp',
      fromPort: 5432,
      toPort: 5432,
      description: 'Creates databases and roles',
    });
    for (const secret of [adminSecret, this.secret, this.readerSecret])
      if (secret) allowSecretValue(setup, secret);
    this.resource = new CustomResource(this, 'Database', {
      resourceType: 'Custom::PostgresDatabase',
      serviceToken: setup.functionArn,
      // CloudFormation would wait for an hour.
      serviceTimeout: Duration.minutes(3),
      properties: {
        Database: name,
        AdminSecretArn: adminSecret.secretArn,
        RoleSecretArn: this.secret.secretArn,
        ConnectionLimit: connectionLimit,
        ...(this.readerSecret && {
          ReaderSecretArn: this.readerSecret.secretArn,
          ReaderConnectionLimit: readerConnectionLimit,
        }),
        // A new instance has none of it: its address makes that an update.
        Host: instance.dbInstanceEndpointAddress,
        Migrations: migrations ? readMigrations(migrations) : [],
      },
    });
    this.resource.node.addDependency(setup, access);
  }

  private roleSecret(
    id: string,
    username: string,
    { instance, name }: Pick<PostgresDatabaseProps, 'instance' | 'name'>,
  ): Secret {
    return new Secret(this, id, {
      generateSecretString: {
        secretStringTemplate: JSON.stringify({
          username,
          dbname: name,
          host: instance.dbInstanceEndpointAddress,
          port: instance.dbInstanceEndpointPort,
        }),
        generateStringKey: 'password',
        excludePunctuation: true,
      },
    });
  }
}

function groupOf({ connections }: IConnectable): string {
  const [group] = connections.securityGroups;
  if (!group) throw new Error('The database setup and its instance must each have a security group.');
  return group.securityGroupId;
}

/** Inline, so that a changed file is a changed property and CloudFormation runs the update. */
function readMigrations(folder: string): { name: string; sql: string }[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return files.sort().map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
}
