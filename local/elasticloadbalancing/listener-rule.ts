/** A rule of a listener: the requests that it takes go to its target group, under the URL that it makes of theirs. */
export interface ListenerRule {
  /** Rules are tried from the lowest number up; then the listener's default action holds. */
  priority: number;
  /** Case-sensitive; `*` stands for any characters, `?` for one. */
  pathPatterns: string[];
  targetGroupArn: string;
  rewrite?: { regex: RegExp; replacement: string };
}

/**
 * Whether a rule takes a request by the path of its URL; the query does not count.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export function takes({ pathPatterns }: ListenerRule, url: string): boolean {
  const [path = '/'] = url.split('?', 1);
  return pathPatterns.some((pattern) => toRegExp(pattern).test(path));
}

/** The path and query that the target sees. */
export function rewritten({ rewrite }: ListenerRule, url: string): string {
  return rewrite ? url.replace(rewrite.regex, rewrite.replacement) : url;
}

function toRegExp(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
