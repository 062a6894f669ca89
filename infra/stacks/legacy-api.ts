import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
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
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { capacity, poolSizeVariable } from '../capacity.ts';
import type { PostgresDatabase } from '../database/postgres-database.ts';
import { verifiedTls } from '../database/verified-tls.ts';
import { allowSecretValue } from '../patterns/narrow-grants.ts';
import type { Size } from '../size.ts';

/** The image and the task must name the same architecture, or the container does not start. */
const architecture = { image: Platform.LINUX_ARM64, task: CpuArchitecture.ARM64 };
const port = 8080;

/**
 * How long a request may still take when its task is to stop: the slowest of the legacy API waits twice for a connection
 * and for PostgreSQL, 14 s. The load balancer sends no new ones for as long; then the server is told, and finishes what it
 * has left; then its connections to PostgreSQL end.
 */
const drain = Duration.seconds(20);
const stopTimeout = drain.plus(Duration.seconds(10));
/** Found out before the drain is over, where a server stops and nobody has told the load balancer. */
const healthCheck = { path: '/health', interval: Duration.seconds(8), unhealthyThresholdCount: 2 };

interface LegacyApiProps {
  vpc: Vpc;
  size: Size;
  database: PostgresDatabase;
}

/** The containerised API behind its internal load balancer, with as many tasks as its processors need. */
export function legacyApi(scope: Construct, props: LegacyApiProps) {
  const service = new FargateService(scope, 'LegacyApi', {
    cluster: new Cluster(scope, 'Cluster', { vpc: props.vpc }),
    taskDefinition: taskDefinition(scope, props.database.secret),
    // No desired count: with one, every deployment would take the tasks back that scaling had added.
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ecs-service.html
    circuitBreaker: { rollback: true },
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
  });
  service.node.addDependency(props.database.resource);
  const { least, most } = props.size.legacyTasks;
  service.autoScaleTaskCount({ minCapacity: least, maxCapacity: most }).scaleOnCpuUtilization('Cpu', {
    targetUtilizationPercent: 60,
    scaleOutCooldown: Duration.minutes(1),
    scaleInCooldown: Duration.minutes(5),
  });
  return { service, ...loadBalancing(scope, props.vpc, service) };
}

function taskDefinition(scope: Construct, databaseSecret: ISecret): FargateTaskDefinition {
  const task = new FargateTaskDefinition(scope, 'Task', {
    cpu: 256,
    memoryLimitMiB: 512,
    runtimePlatform: {
      cpuArchitecture: architecture.task,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
  });
  const fromSecret = (key: string): EcsSecret => ({
    arn: EcsSecret.fromSecretsManager(databaseSecret, key).arn,
    hasField: true,
    grantRead: (grantee) => allowSecretValue(grantee, databaseSecret),
  });
  task.addContainer('legacy-api', {
    image: ContainerImage.fromAsset(join(import.meta.dirname, '../../legacy-api'), {
      platform: architecture.image,
    }),
    portMappings: [{ containerPort: port }],
    readonlyRootFilesystem: true,
    environment: {
      PORT: String(port),
      DRAIN_SECONDS: String(drain.toSeconds()),
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
    stopTimeout,
    logging: LogDriver.awsLogs({
      streamPrefix: 'legacy-api',
      logGroup: new LogGroup(scope, 'LegacyApiLogs', {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    }),
  });
  return task;
}

function loadBalancing(scope: Construct, vpc: Vpc, service: FargateService) {
  const loadBalancer = new ApplicationLoadBalancer(scope, 'LoadBalancer', { vpc, internetFacing: false });
  // Not open: who may reach it is said by those who do.
  const listener = loadBalancer.addListener('Http', { port: 80, open: false });
  const targetGroup = listener.addTargets('LegacyApi', {
    port,
    protocol: ApplicationProtocol.HTTP,
    targets: [service.loadBalancerTarget({ containerName: 'legacy-api', containerPort: port })],
    healthCheck: { ...healthCheck, healthyThresholdCount: 2 },
    deregistrationDelay: drain,
  });
  return { loadBalancer, listener, targetGroup };
}
