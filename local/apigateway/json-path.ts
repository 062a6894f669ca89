type Step = { key: string } | 'all';

const compiled = new Map<string, Step[]>();
const stepPattern = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]|(\[\*\]|\.\*)/y;

/**
 * The value at a JSONPath: names, indexes and `*`, as mapping templates use them. Undefined when there is none; with
 * `*`, an array of all that there are. A path of another form is an error that names it.
 */
export function valueAt(document: unknown, path: string): unknown {
  let steps = compiled.get(path);
  if (!steps) {
    steps = parse(path);
    compiled.set(path, steps);
  }
  const values = steps.reduce<unknown[]>(follow, [document]);
  return steps.includes('all') ? values : values[0];
}

function parse(path: string): Step[] {
  if (!path.startsWith('$')) throw new Error(`JSONPath ${path} must begin with $`);
  const steps: Step[] = [];
  stepPattern.lastIndex = 1;
  while (stepPattern.lastIndex < path.length) {
    const at = stepPattern.lastIndex;
    const found = stepPattern.exec(path);
    if (!found) throw new Error(`JSONPath ${path} is not supported from character ${at} on`);
    const key = found.slice(1, 5).find((text) => text !== undefined);
    steps.push(key === undefined ? 'all' : { key });
  }
  return steps;
}

function follow(values: unknown[], step: Step): unknown[] {
  return values.flatMap((value) => {
    if (value === null || typeof value !== 'object') return [];
    if (step === 'all') return Object.values(value);
    return Object.hasOwn(value, step.key) ? [(value as Record<string, unknown>)[step.key]] : [];
  });
}
