import { AwsError } from '../aws-error.ts';

/** Terms in double quotes, with blanks between them. */
const quotedTerms = /^\s*("[^"\\]+"(\s+|$))*$/;

/**
 * Compiles a filter pattern of quoted terms: a message matches that has all of them as they are written, in any order. No
 * terms match everything. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html has more
 * (unquoted, optional and excluded terms, JSON, regular expressions): all of that is refused here.
 */
export function compileFilterPattern(pattern: string): (message: string) => boolean {
  if (!quotedTerms.test(pattern))
    throw new AwsError(
      'InvalidParameterException',
      `The local run understands filter patterns of terms in double quotes only, such as "ERROR" "o-1"; this one is ${pattern}`,
    );
  const terms = [...pattern.matchAll(/"([^"]+)"/g)].map(([, term = '']) => term);
  return (message) => terms.every((term) => message.includes(term));
}
