import type { Check } from './check.ts';

/** Who owns a route has a handler for it, and so has who may come to own it; what is refused needs none. */
export const handlers: Check = (lines, services) =>
  lines.flatMap((line) => {
    const { owner, access, movesBetween = [] } = line.route;
    if (access === 'refused') return [];
    const route = `${line.method} ${line.path}`;
    return [...new Set([owner, ...movesBetween])].flatMap((side) => {
      const published = services[side];
      if (!published || published.some((key) => answers(key, route))) return [];
      const message = `${side} has no handler for ${route}: it has ${published.join(', ')}. Write one, or name who has it.`;
      return [{ lines: [line], message }];
    });
  });

/** A service has no handler for ANY: it takes those methods of the path that it has one for. */
const answers = (key: string, route: string): boolean =>
  key === route || (route.startsWith('ANY ') && key.replace(/^[A-Z]+/, 'ANY') === route);
