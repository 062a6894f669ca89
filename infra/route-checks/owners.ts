import type { Route } from '../patterns/route-table.ts';
import type { Check } from './check.ts';

/** Whoever a line names is there; API Gateway itself owns all that is refused. */
export const owners: Check = (lines, services) =>
  lines.flatMap((line) => {
    const problem = problemOf(line.route, [...Object.keys(services), 'legacy']);
    return problem ? [{ lines: [line], message: problem }] : [];
  });

function problemOf({ owner, access, movesBetween }: Route, known: string[]): string | undefined {
  const knownAre = `Known are ${known.join(', ')}`;
  if (access === 'refused') {
    if (owner !== 'gateway')
      return `the access is "refused", which API Gateway answers itself, but the owner is "${owner}". Write owner: 'gateway', or let somebody in.`;
  } else if (!known.includes(owner)) return `the owner is "${owner}", which is no service. ${knownAre}.`;
  if (!movesBetween) return undefined;
  const said = `movesBetween is [${movesBetween.join(', ')}]`;
  const stranger = movesBetween.find((side) => !known.includes(side));
  if (stranger !== undefined) return `${said}, but "${stranger}" is no service. ${knownAre}.`;
  if (movesBetween[0] === movesBetween[1])
    return `${said}: that is one. Name the two that have an implementation, or remove it.`;
  if (!movesBetween.includes(owner))
    return `${said}, but the owner is "${owner}". Make one of the two the owner, or remove movesBetween.`;
  return undefined;
}
