/** An action pattern such as `dynamodb:Get*`; case does not matter. */
export function actionPattern(pattern: string): RegExp {
  return wholeMatch(pattern, () => '.*', 'i');
}

/**
 * A resource pattern. `*` stands for anything within one part of an ARN, at the end of a part also for the parts after it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourcePattern(pattern: string): RegExp {
  return wholeMatch(pattern, (next) => (next === undefined || next === ':' ? '.*' : '[^:]*'));
}

function wholeMatch(pattern: string, star: (next: string | undefined) => string, flags = ''): RegExp {
  const source = pattern.split('').map((character, index) => {
    if (character === '*') return star(pattern[index + 1]);
    if (character === '?') return '.';
    return character.replace(/[.+^$()[\]{}|\\/]/, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, `${flags}su`);
}
