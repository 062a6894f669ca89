/** Answers a secret's current value, or one field of it when it is JSON. */
export type ReadSecret = (arnOrName: string, key: string | undefined) => string;

/**
 * Replaces `{{resolve:secretsmanager:<ARN or name>:SecretString:<key>:<stage>:<version>}}` in every text of a value, as
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html says. Only the
 * current version can be asked for: a local secret has no other.
 */
export function resolveDynamicReferences(value: unknown, readSecret: ReadSecret): unknown {
  if (typeof value === 'string') return replaceIn(value, readSecret);
  if (Array.isArray(value)) return value.map((item) => resolveDynamicReferences(item, readSecret));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveDynamicReferences(item, readSecret)]),
  );
}

function replaceIn(text: string, readSecret: ReadSecret): string {
  return text.replaceAll(/\{\{resolve:([^}]*)\}\}/g, (reference, body: string) => {
    const found = /^secretsmanager:(.+?)(?::SecretString(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?)?$/.exec(
      body,
    );
    const [, secretId, key, stage, version] = found ?? [];
    if (!secretId || version || (stage && stage !== 'AWSCURRENT')) {
      throw new Error(`${reference} is not a dynamic reference that the local run understands`);
    }
    return readSecret(secretId, key || undefined);
  });
}
