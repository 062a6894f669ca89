import type { IncomingMessage } from 'node:http';
import { handleLambdaRequest } from '../lambda/api.ts';
import { service as queuesService } from '../sqs/service.ts';
import type { LocalSystem } from '../system.ts';
import { answerJson, readBody } from './aws-answer.ts';
import { jsonProtocol, targetOf } from './json-protocol.ts';
import type { EndpointRoute } from './server.ts';

/** The AWS APIs of everything that the template may create. */
export function routesTo(system: LocalSystem): EndpointRoute[] {
  const { queues, stateMachines, secrets, userPools } = system;
  const services = [queuesService(queues), stateMachines.service(), secrets.service(), userPools.service()];
  return [jsonProtocol(services), dynamoDb(system), lambda(system), signingKeys(system)];
}

const dynamoDbTarget = 'DynamoDB_20120810.';

function dynamoDb({ tables }: LocalSystem): EndpointRoute {
  return {
    matches: (request) => targetOf(request).startsWith(dynamoDbTarget),
    async handle(request, response) {
      const operation = targetOf(request).slice(dynamoDbTarget.length);
      await tables.handle(request, response, await readBody(request), operation);
    },
  };
}

function lambda({ functions }: LocalSystem): EndpointRoute {
  return {
    matches: ({ url }) => url?.startsWith('/2015-03-31/functions/') === true,
    handle: (request, response) => handleLambdaRequest(functions, request, response),
  };
}

/** The public keys of a user pool, at `/<pool ID>/.well-known/jwks.json` as below the issuer's URL on AWS. */
function signingKeys({ userPools }: LocalSystem): EndpointRoute {
  const poolIdOf = ({ url }: IncomingMessage) =>
    /^\/([\w-]+)\/\.well-known\/jwks\.json$/.exec(url ?? '')?.[1];
  return {
    matches: (request) => poolIdOf(request) !== undefined,
    async handle(request, response) {
      answerJson(request, response, await userPools.jwks(poolIdOf(request) ?? ''));
    },
  };
}
