import { type App, Stack } from 'aws-cdk-lib';
import { LogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Questions that people ask of the logs in trouble: saved in CloudWatch Logs Insights, over all log groups of the app. */
export class Queries extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { app, slowMilliseconds }: { app: App; slowMilliseconds: number },
  ) {
    super(scope, id);
    const logGroups = app.node.findAll().filter((construct) => construct instanceof LogGroup);
    const { stackName } = Stack.of(this);
    for (const [name, query] of Object.entries(queries(slowMilliseconds)))
      new QueryDefinition(this, name.replaceAll(/\W/g, ''), {
        queryDefinitionName: `${stackName}/${name}`,
        queryString: new QueryString(query),
        logGroups,
      });
  }
}

/** Put the id between the slashes. */
const idHere = 'PUT-THE-ID-HERE';

const queries = (slowMilliseconds: number) => ({
  'One order by its correlation id': {
    fields: [
      '@timestamp',
      'service',
      'function_name',
      'level',
      'message',
      'route',
      'status',
      'error.message',
    ],
    filterStatements: [`@message like /${idHere}/`],
    sort: '@timestamp asc',
    limit: 1000,
  },
  Errors: {
    fields: [
      '@timestamp',
      'service',
      'function_name',
      'message',
      'error.name',
      'error.message',
      'correlationId',
      'orderIds',
    ],
    filterStatements: ['level = "ERROR" or @message like /Invoke Error|Task timed out/ or status like /^5/'],
    sort: '@timestamp desc',
    limit: 200,
  },
  'Slow calls': {
    fields: ['@timestamp', 'method', 'resource', 'status', 'latency', 'requestId', 'trace'],
    filterStatements: [`ispresent(resource) and latency >= ${slowMilliseconds}`],
    sort: 'latency desc',
    limit: 200,
  },
  'Refused callers': {
    fields: ['@timestamp', 'resource', 'status', 'error', 'reason'],
    filterStatements: ['status in ["401", "403", "429"] or message = "Webhook refused"'],
    statsStatements: ['count(*) as calls by resource, status, error, reason'],
    sort: 'calls desc',
  },
  "Dead letters' reasons": {
    fields: ['@timestamp', 'service', 'messageId', 'error.name', 'error.message'],
    filterStatements: ['message like /goes back to the queue/'],
    statsStatements: [
      'count(*) as attempts, count_distinct(messageId) as messages by service, error.name, error.message',
    ],
    sort: 'messages desc',
  },
});
