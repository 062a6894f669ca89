const apiNames: Record<string, string> = { Bool: 'BOOL', Nul: 'NULL', Ss: 'SS', Ns: 'NS', Bs: 'BS' };

/**
 * The AWS SDK integrations name members as the SDK for Java does, with one capital: `Bool` for `BOOL`, `Md5OfMessageBody`.
 * https://github.com/aws/aws-sdk-js/issues/4294, https://github.com/aws/aws-sdk-js-v3/issues/4948
 */
export function toJavaNames(value: unknown): unknown {
  return renamed(value, javaName);
}

export function toApiNames(value: unknown): unknown {
  return renamed(value, (name) => apiNames[name] ?? name);
}

/** A member that the SDK for Java has under another name. */
export function foreignNameIn(value: unknown): string | undefined {
  let foreign: string | undefined;
  renamed(value, (name) => {
    if (javaName(name) !== name) foreign = name;
    return name;
  });
  return foreign;
}

function javaName(name: string): string {
  if (name === 'NULL') return 'Nul';
  return name.replace(/^([A-Z])([A-Z]+)(?=\d|$)/, (_, first, rest) => first + rest.toLowerCase());
}

/** The attributes of an item, which have names of their own, are objects. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [
    isObject(member) ? name : rename(name),
    renamed(member, rename),
  ]);
  return Object.fromEntries(members);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
