import type { RestApis } from './apigateway/rest-apis.ts';
import type { LogGroups } from './cloudwatchlogs/log-groups.ts';
import type { UserPools } from './cognito/user-pools.ts';
import type { Tables } from './dynamodb/tables.ts';
import type { Services } from './ecs/services.ts';
import type { LoadBalancers } from './elasticloadbalancing/load-balancers.ts';
import type { FaultInjection } from './fis/fault-injection.ts';
import type { Roles } from './iam/roles.ts';
import type { Functions } from './lambda/functions.ts';
import type { Databases } from './rds/databases.ts';
import type { Secrets } from './secretsmanager/secrets.ts';
import type { Queues } from './sqs/queues.ts';
import type { StateMachines } from './stepfunctions/state-machines.ts';

/** One line that a function or a container wrote, or that a stand-in has to say. */
export interface LogLine {
  /** `lambda/<function>`, `ecs/<container>`, `rds/<identifier>`, ... */
  source: string;
  line: string;
}

/** What every stand-in shares. There is one per run; nothing is global. */
export interface LocalSystem {
  readonly region: string;
  readonly accountId: string;
  /** Where SDK clients are pointed: the value of AWS_ENDPOINT_URL. */
  readonly endpointUrl: string;
  /** Port for the first REST API; 0 means any free one. */
  readonly port: number;
  /** A folder that only this run uses; it is removed on stop. */
  readonly workDir: string;
  /** Milliseconds that `seconds` take of what `timeFactor` shortens (README.md lists it): 1000 each where it is 1. */
  readonly milliseconds: (seconds: number) => number;
  /** The folder of an asset by its hash: a function's bundle or a container's build context. */
  asset(hash: string): string;
  log(line: LogLine): void;
  readonly arn: (service: string, resource: string) => string;

  readonly roles: Roles;
  readonly faults: FaultInjection;
  readonly functions: Functions;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly secrets: Secrets;
  readonly databases: Databases;
  readonly loadBalancers: LoadBalancers;
  readonly services: Services;
  readonly logGroups: LogGroups;
  readonly stateMachines: StateMachines;
  readonly userPools: UserPools;
  readonly restApis: RestApis;
}
