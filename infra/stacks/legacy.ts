import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType, Port, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  Cluster,
  ContainerImage,
  CpuArchitecture,
  Secret as EcsSecret,
  FargateService,
  FargateTaskDefinition,
  LogDriver,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ApplicationProtocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
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
import { capacity, legacyConnections, poolSizeVariable } from '../capacity.ts';
import { PostgresDatabase } from '../database/postgres-database.ts';
import { verifiedTls } from '../database/verified-tls.ts';
import type { LegacySystem } from '../patterns/legacy-backend.ts';
import { allowSecretValue } from '../patterns/narrow-grants.ts';
import type { Size } from '../size.ts';
import { network, privateSubnets } from './network.ts';

/** The image and the task must name the same architecture, or the container does not start. */
const architecture = { image: Platform.LINUX_ARM64, task: CpuArchitecture.ARM64 };
const port = 8080;

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
      connectionLimit: legacyConnections,
    });

    const task = new FargateTaskDefinition(this, 'Task', {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: {
        cpuArchitecture: architecture.task,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    });
    const fromSecret = (key: string): EcsSecret => ({
      arn: EcsSecret.fromSecretsManager(legacyDatabase.secret, key).arn,
      hasField: true,
      grantRead: (grantee) => allowSecretValue(grantee, legacyDatabase.secret),
    });
    task.addContainer('legacy-api', {
      image: ContainerImage.fromAsset(join(import.meta.dirname, '../../legacy-api'), {
        platform: architecture.image,
      }),
      portMappings: [{ containerPort: port }],
      readonlyRootFilesystem: true,
      environment: {
        PORT: String(port),
        [poolSizeVariable]: String(capacity.legacy.poolSize),
        // The image brings the authorities of RDS along.
        PGSSLMODE: verifiedTls.PGSSLMODE,
      },
      secrets: {
        DATABASE_HOST: fromSecret('host'),
        DATABASE_PORT: fromSecret('port'),
        DATABASE_NAME: fromSecret('dbname'),
        DATABASE_USER: fromSecret('username'),
        DATABASE_PASSWORD: fromSecret('password'),
      },
      stopTimeout: Duration.seconds(30),
      logging: LogDriver.awsLogs({
        streamPrefix: 'legacy-api',
        logGroup: new LogGroup(this, 'LegacyApiLogs', {
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      }),
    });
    const cluster = new Cluster(this, 'Cluster', { vpc: this.vpc });
    const service = new FargateService(this, 'LegacyApi', {
      cluster,
      taskDefinition: task,
      desiredCount: capacity.legacy.tasks,
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
    });
    service.node.addDependency(legacyDatabase.resource);
    service.connections.allowTo(this.database, Port.tcp(5432), 'The legacy API to its database');

    this.loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: this.vpc,
      internetFacing: false,
    });
    // Not open: who may reach it is said by those who do.
    this.listener = this.loadBalancer.addListener('Http', { port: 80, open: false });
    this.targetGroup = this.listener.addTargets('LegacyApi', {
      port,
      protocol: ApplicationProtocol.HTTP,
      targets: [service.loadBalancerTarget({ containerName: 'legacy-api', containerPort: port })],
      healthCheck: { path: '/health', interval: Duration.seconds(15), healthyThresholdCount: 2 },
      deregistrationDelay: Duration.seconds(20),
    });
    const outputs = {
      LoadBalancerDnsName: this.loadBalancer.loadBalancerDnsName,
      // For `aws ecs update-service --cluster ... --service ...`.
      LegacyClusterArn: cluster.clusterArn,
      LegacyServiceArn: service.serviceArn,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
