import type { Check } from './check.ts';
import type { Line } from './line.ts';

/**
 * Below a path there is one variable segment: one name, and either for one segment or for all that follow. API Gateway
 * refuses a second one, of whatever method: "A sibling ({sku}) of this resource already has a variable path part".
 */
export const ambiguity: Check = (lines) =>
  [...Map.groupBy(lines.flatMap(variablesOf), ({ parent }) => parent)].flatMap(([parent, variables]) => {
    const [first, ...others] = new Map(variables.map((variable) => [variable.segment, variable])).values();
    return others.map((other) => ({
      lines: [first?.line, other.line].filter((line) => line !== undefined),
      message: `${first?.segment} and ${other.segment} both stand for what follows ${parent || '/'}, and API Gateway takes one of them. ${advice(parent, first?.segment ?? '', other.segment)}`,
    }));
  });

interface Variable {
  parent: string;
  segment: string;
  line: Line;
}

function variablesOf(line: Line): Variable[] {
  const segments = line.path.split('/');
  return segments.flatMap((segment, index) =>
    segment.startsWith('{') ? [{ parent: segments.slice(0, index).join('/'), segment, line }] : [],
  );
}

/** Where one is greedy, the other one can be its beginning. */
function advice(parent: string, one: string, other: string): string {
  const isGreedy = (segment: string) => segment.endsWith('+}');
  if (isGreedy(one) === isGreedy(other)) return 'Give both the same name, or keep one line.';
  const [greedy, single] = isGreedy(one) ? [one, other] : [other, one];
  return `Write ${parent}/${single}/${greedy} for what is deeper, and ANY ${parent}/${single} for the other methods.`;
}
