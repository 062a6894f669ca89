import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType, Port, type Vpc } from 'aws-cdk-lib/aws-ec2';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  ParameterGroup,
  PostgresEngineVersion,
  StorageType,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { capacity, legacyConnections, usualConnections } from '../capacity.ts';
import { PostgresDatabase } from '../database/postgres-database.ts';
import { alarmOn } from '../patterns/alarm.ts';
import type { LegacySystem } from '../patterns/legacy-backend.ts';
import type { Size } from '../size.ts';
import { legacyApi } from './legacy-api.ts';
import { network, privateSubnets } from './network.ts';

/**
 * What existed before: a containerised API behind an internal load balancer and its PostgreSQL. It knows nothing of
 * the stack that strangles it.
 */
export class LegacyStack extends Stack implements LegacySystem {
  readonly vpc: Vpc;
  readonly subnets = privateSubnets;
  readonly database: DatabaseInstance;
  readonly databaseAdmin: ISecret;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly listener: LegacySystem['listener'];
  readonly targetGroup: LegacySystem['targetGroup'];
  readonly service: FargateService;

  constructor(scope: Construct, id: string, props: StackProps & { size: Size }) {
    super(scope, id, props);
    const { size } = props;
    this.vpc = network(this, size);

    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.of('18', '18') });
    this.database = new DatabaseInstance(this, 'Database', {
      engine,
      vpc: this.vpc,
      vpcSubnets: privateSubnets,
      instanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.MICRO),
      allocatedStorage: 20,
      storageType: StorageType.GP3,
      storageEncrypted: true,
      credentials: Credentials.fromGeneratedSecret('administrator'),
      parameterGroup: new ParameterGroup(this, 'DatabaseParameters', {
        engine,
        parameters: { max_connections: String(capacity.maxConnections) },
      }),
      multiAz: size.multiAz,
      backupRetention: size.backups,
      ...size.data,
    });
    if (!this.database.secret) throw new Error('The database must have generated credentials.');
    this.databaseAdmin = this.database.secret;
    const legacyDatabase = new PostgresDatabase(this, 'LegacyDatabase', {
      vpc: this.vpc,
      instance: this.database,
      adminSecret: this.databaseAdmin,
      name: 'legacy',
      connectionLimit: legacyConnections(size),
    });

    alarmOn(this, 'DatabaseConnectionsAlarm', {
      metric: this.database.metricDatabaseConnections({ period: Duration.minutes(1), statistic: 'Maximum' }),
      above: usualConnections(size),
      // Longer than old and new tasks and workers overlap in a deployment.
      periods: 10,
      means: 'PostgreSQL has more sessions than all parts together use: soon some find none free',
      runbook: 'database-out-of-connections',
    });

    const api = legacyApi(this, { vpc: this.vpc, size, database: legacyDatabase });
    api.service.connections.allowTo(this.database, Port.tcp(5432), 'The legacy API to its database');
    this.loadBalancer = api.loadBalancer;
    this.listener = api.listener;
    this.targetGroup = api.targetGroup;
    this.service = api.service;

    const outputs = {
      LoadBalancerDnsName: this.loadBalancer.loadBalancerDnsName,
      // For `aws ecs update-service --cluster ... --service ...`.
      LegacyClusterArn: api.service.cluster.clusterArn,
      LegacyServiceArn: api.service.serviceArn,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
