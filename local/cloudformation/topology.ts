/** Orders names so that each comes after all that it needs. Throws an error that names the cycle, if there is one. */
export function inDependencyOrder(needs: ReadonlyMap<string, Iterable<string>>): string[] {
  const done = new Set<string>();
  const path: string[] = [];

  function visit(name: string): void {
    if (done.has(name)) return;
    if (path.includes(name)) {
      throw new Error(`Circular dependency: ${[...path.slice(path.indexOf(name)), name].join(' -> ')}`);
    }
    path.push(name);
    for (const needed of needs.get(name) ?? []) visit(needed);
    path.pop();
    done.add(name);
  }

  for (const name of needs.keys()) visit(name);
  return [...done];
}
