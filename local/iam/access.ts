/** What a call does, as policies name it: `dynamodb:PutItem` on `arn:aws:dynamodb:...:table/orders`. */
export interface Access {
  action: string;
  resource: string;
}

/**
 * What an operation of an AWS API needs to be allowed, by the Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html). Nothing when the input lacks what
 * would name the resource: the operation itself refuses that.
 */
// biome-ignore lint/suspicious/noExplicitAny: inputs are as callers sent them
export type AccessOf = (operation: string, input: any) => Access[];

/** Makes the ARN of a resource of this account and region. */
export type ArnOf = (service: string, resource: string) => string;

/** One access for each resource that is named by a text. */
export function onEach(action: string, ...resources: unknown[]): Access[] {
  return resources
    .filter((resource) => typeof resource === 'string')
    .map((resource) => ({ action, resource }));
}
