import type { Check } from './check.ts';

const reads = ['GET', 'HEAD', 'OPTIONS'];

/** What is written at a path that moves has one owner: with two, neither would have all of it. */
export const writers: Check = (lines) => {
  const writes = lines.filter(({ method, route }) => !reads.includes(method) && route.access !== 'refused');
  return [...Map.groupBy(writes, ({ path }) => path)].flatMap(([path, same]) => {
    const owners = [...new Set(same.map(({ route }) => route.owner))];
    if (owners.length < 2 || !same.some(({ route }) => route.movesBetween)) return [];
    const methods = same.map(({ method }) => method).join(' and ');
    const message = `${methods} of ${path} belong to ${owners.join(' and ')}, but what moves has one owner of its writes. Move them together.`;
    return [{ lines: same, message }];
  });
};
