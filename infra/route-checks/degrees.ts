import type { Route } from '../patterns/route-table.ts';
import type { Check } from './check.ts';
import type { Line } from './line.ts';

const reads = ['GET', 'HEAD'];

/** A route that moves by degrees says how: by one of the two ways, to its other side, and only where nothing is written. */
export const degrees: Check = (lines) =>
  lines.flatMap((line) => {
    const problem = problemOf(line);
    return problem ? [{ lines: [line], message: problem }] : [];
  });

function problemOf({ method, path, route }: Line): string | undefined {
  const { shadow, canary } = route;
  if (shadow === undefined && canary === undefined) return undefined;
  if (shadow !== undefined && canary !== undefined)
    return 'shadow and canary exclude each other: first compare, then let callers over. Remove one of them.';
  if (!reads.includes(method)) {
    const reason = shadow === undefined ? 'would give its writes two owners' : 'would do its writes twice';
    return `${shadow === undefined ? 'canary' : 'shadow'} at ${method} ${path} ${reason}. Move writes at once, by the owner.`;
  }
  return shadow === undefined ? canaryProblem(route) : sideProblem('shadow is', shadow, route);
}

function canaryProblem(route: Route): string | undefined {
  const { to = '', percent = 0 } = route.canary ?? {};
  if (!Number.isInteger(percent) || percent < 1 || percent > 99)
    return `percent is ${percent}; expected a whole number from 1 to 99. For none or all of the callers the owner is enough.`;
  return sideProblem('canary is to', to, route);
}

/** The other side has an implementation, as movesBetween says, and is not the owner. */
function sideProblem(said: string, side: string, { owner, movesBetween }: Route): string | undefined {
  const other = movesBetween?.find((each) => each !== owner);
  if (other === undefined)
    return `${said} "${side}", but the route moves nowhere. Say by movesBetween which two have it.`;
  if (side !== other)
    return `${said} "${side}"; expected "${other}", the other one of movesBetween. Name it.`;
  return undefined;
}
