/** The names of what stands for a value in a definition of a state machine: `${name}`. */
export const placeholdersOf = (definition: string): string[] => [
  ...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name)),
];

/** A definition, or a branch of it, that is known to be valid. */
interface Block {
  States: Record<string, State>;
}

interface State {
  Type: string;
  Branches?: Block[];
  ItemProcessor?: Block;
}

/** The names of all tasks, also of those within a Parallel or a Map. */
export function tasksOf({ States }: Block): string[] {
  return Object.entries(States).flatMap(([name, { Type, Branches = [], ItemProcessor }]) => [
    ...(Type === 'Task' ? [name] : []),
    ...[...Branches, ...(ItemProcessor ? [ItemProcessor] : [])].flatMap(tasksOf),
  ]);
}
