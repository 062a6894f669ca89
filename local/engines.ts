import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { RestApis } from './apigateway/rest-apis.ts';
import { cacheFolder } from './cache-folder.ts';
import type { StopList } from './cloudformation/stop-list.ts';
import { LogGroups } from './cloudwatchlogs/log-groups.ts';
import { UserPools } from './cognito/user-pools.ts';
import type { RunConsole } from './console/index.ts';
import { requestedOf } from './console/requested.ts';
import { Tables } from './dynamodb/tables.ts';
import { Services } from './ecs/services.ts';
import { LoadBalancers } from './elasticloadbalancing/load-balancers.ts';
import { FaultInjection } from './fis/fault-injection.ts';
import { Roles } from './iam/roles.ts';
import { Functions } from './lambda/functions.ts';
import { Databases } from './rds/databases.ts';
import { Secrets } from './secretsmanager/secrets.ts';
import { sendByQuery } from './sqs/query-api.ts';
import { Queues } from './sqs/queues.ts';
import { service as queuesService } from './sqs/service.ts';
import { StateMachines } from './stepfunctions/state-machines.ts';
import { integrations } from './stepfunctions/tasks/integrations.ts';
import { servicesInRole } from './stepfunctions/tasks/services-in-role.ts';
import type { LocalSystem, LogLine } from './system.ts';

export interface EngineOptions
  extends Pick<LocalSystem, 'region' | 'accountId' | 'endpointUrl' | 'port' | 'workDir' | 'log'> {
  timeFactor: number;
  /** Folders by the hash of their asset. */
  assets: ReadonlyMap<string, string>;
  /** Shows the run to people; without it nobody watches. */
  runConsole?: RunConsole;
  /** Told how to stop each engine. */
  stops: StopList;
}

/** The engines behind all resource types, empty: what the template creates fills them. */
export function createEngines(options: EngineOptions): LocalSystem {
  const { timeFactor, assets, stops, runConsole, ...given } = options;
  const logGroups = new LogGroups();
  const log = (line: LogLine) => {
    logGroups.keep(line);
    runConsole?.logged(line);
    given.log(line);
  };
  const common = { ...given, log };
  const { region, accountId } = common;
  const milliseconds = (seconds: number) => seconds * 1000 * timeFactor;

  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;

  const roles = new Roles(common);
  const faults = new FaultInjection();
  const tables = new Tables();
  const secrets = new Secrets();
  const databases = new Databases(common);
  const loadBalancers = new LoadBalancers();
  const services = new Services();
  const userPools = new UserPools(common);
  const queues = new Queues(common);
  const functions = new Functions({
    ...common,
    queues,
    milliseconds,
    faults,
    codeCacheFolder: join(cacheFolder, 'code'),
    certificatesFile: databases.certificateAuthorityFile,
  });
  const taskServices = { functions, callDynamoDb: tables.call.bind(tables), sqs: queuesService(queues) };
  const stateMachines = new StateMachines({
    workFor: ({ arn: sourceArn, name, roleArn }) => {
      const service = 'states.amazonaws.com';
      const principal = roles.assume({ service, roleArn, sessionName: name, sourceArn });
      return integrations(servicesInRole(principal, taskServices, arn));
    },
    milliseconds,
    workMilliseconds: (seconds) => seconds * 1000,
    region,
    accountId,
    log,
  });
  const restApis = new RestApis({
    ...common,
    functions,
    loadBalancers,
    userPools,
    sendByQuery: (queuePath, request, roleArn) => {
      const service = 'apigateway.amazonaws.com';
      const sessionName = 'BackplaneAssumeRoleSession';
      return sendByQuery(queues, queuePath, request, roles.assume({ service, roleArn, sessionName }));
    },
    localPaths: (request, response) =>
      answersLocalPath(common, request, response) || (runConsole?.handle(request, response) ?? false),
    onAnswer: (request, answer) => runConsole?.requested(requestedOf(request, answer)),
  });
  const engines = { databases, loadBalancers, queues, functions, stateMachines };
  for (const [name, engine] of Object.entries(engines)) stops.add(name, () => engine.stop());

  return {
    ...common,
    ...engines,
    tables,
    roles,
    faults,
    secrets,
    services,
    logGroups,
    userPools,
    restApis,
    milliseconds,
    asset: (hash) => folderOf(assets, hash),
    arn,
  };
}

function folderOf(assets: ReadonlyMap<string, string>, hash: string): string {
  const folder = assets.get(hash);
  if (folder === undefined) throw new Error(`The cloud assembly has no asset ${hash}`);
  return folder;
}

/** `GET /_local` of the API tells commands that know only its URL where the AWS endpoint of this run is. */
function answersLocalPath(
  { endpointUrl, region }: Pick<EngineOptions, 'endpointUrl' | 'region'>,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (method !== 'GET' || url !== '/_local') return false;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ endpoint: endpointUrl, region }));
  return true;
}
