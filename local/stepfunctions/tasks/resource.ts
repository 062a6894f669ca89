/** What a Task's `Resource` names. */
export interface Resource {
  arn: string;
  /** What the names of its history events begin with. */
  events: 'Task' | 'LambdaFunction' | 'Activity';
  /** Of a service integration: `lambda`, `dynamodb`, `aws-sdk:sqs`. */
  service: string;
  /** `invoke`, `putItem` */
  api: string;
  /** How the result is waited for, when it is not the service's first answer. */
  pattern: string;
}

const integration = /^arn:aws[\w-]*:states:[^:]*:[^:]*:((?:aws-sdk:)?[\w-]+):([\w-]+)(\.\w+(?::\d)?)?$/;
const lambdaFunction = /^arn:aws[\w-]*:lambda:[^:]*:[^:]*:function:[^:]+(:[^:]+)?$/;
const activity = /^arn:aws[\w-]*:states:[^:]*:[^:]*:activity:.+$/;

/** Undefined when it is no ARN of a service integration, a Lambda function or an activity. */
export function parseResource(arn: string): Resource | undefined {
  const none = { arn, service: '', api: '', pattern: '' };
  if (lambdaFunction.test(arn)) return { ...none, events: 'LambdaFunction' };
  if (activity.test(arn)) return { ...none, events: 'Activity' };
  const [, service, api, pattern = ''] = integration.exec(arn) ?? [];
  return service && api ? { arn, events: 'Task', service, api, pattern } : undefined;
}

/** What each event of an attempt tells of its resource; functions and activities are named once, when scheduled. */
export function resourceDetails({ events, service, api, pattern }: Resource): Record<string, string> {
  return events === 'Task' ? { resourceType: service, resource: `${api}${pattern}` } : {};
}

/** What the cause of too large data names as its source. */
export function sourceOf({ service, arn }: Resource): string {
  return service || arn;
}
