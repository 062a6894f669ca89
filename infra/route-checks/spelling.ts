import { sideDoors } from '../patterns/route-table.ts';
import type { Check } from './check.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ANY'];
const segment = /^(\{\w+\+?\}|[\w.~-]+)$/;

/** A line says a method and a path as API Gateway knows them, and does not take the place of the side doors. */
export const spelling: Check = (lines) =>
  lines.flatMap((line) => {
    const problem = problemOf(line.method, line.path);
    return problem ? [{ lines: [line], message: problem }] : [];
  });

function problemOf(method: string, path: string): string | undefined {
  if (!methods.includes(method)) return `${method} is no method. Write one of ${methods.join(', ')}.`;
  const segments = path === '/' ? [] : path.slice(1).split('/');
  const wrong = segments.find((each) => !segment.test(each));
  if (wrong !== undefined)
    return `"${wrong}" is no segment of a path. Write a name, {parameter} or, at the end, {proxy+}.`;
  if (segments[0] === sideDoors)
    return `paths below /${sideDoors} are those of side doors. Remove the line: movesBetween opens them.`;
  return undefined;
}
