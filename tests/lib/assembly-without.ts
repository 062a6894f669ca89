import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Policy {
  Type: string;
  Properties: { Roles: { Ref: string }[]; PolicyDocument: { Statement: { Action: string | string[] }[] } };
}

/** An action of the role whose logical ID begins with `role`. */
export interface Grant {
  role: string;
  action: string;
}

/** Copies an assembly into a folder that does not exist yet, but for one grant of the stack `orders`. */
export function copyWithout(assembly: string, folder: string, grant: Grant): void {
  copyChanged<Policy>(assembly, folder, (resources) => {
    const removed = resources.filter((resource) => withdraw(resource, grant));
    if (removed.length === 0) throw new Error(`No policy of ${grant.role} allows ${grant.action}`);
  });
}

/** Copies an assembly into a folder that does not exist yet, with the resources of the stack `orders` as `change` makes them. */
export function copyChanged<Resource>(
  assembly: string,
  folder: string,
  change: (resources: Resource[]) => void,
): void {
  mkdirSync(folder);
  for (const entry of readdirSync(assembly, { withFileTypes: true })) {
    const [from, to] = [join(assembly, entry.name), join(folder, entry.name)];
    // Containers find their packages above the real folder of their files.
    if (entry.isDirectory()) symlinkSync(from, to);
    else cpSync(from, to);
  }
  const file = join(folder, 'orders.template.json');
  const template: { Resources: Record<string, Resource> } = JSON.parse(readFileSync(file, 'utf8'));
  change(Object.values(template.Resources));
  writeFileSync(file, JSON.stringify(template));
}

/** Takes the action out of a policy of the role. Answers whether it was there. */
function withdraw({ Type, Properties }: Policy, { role, action }: Grant): boolean {
  if (Type !== 'AWS::IAM::Policy' || !Properties.Roles.some(({ Ref }) => Ref.startsWith(role))) return false;
  const { PolicyDocument: document } = Properties;
  const allowing = document.Statement.filter(({ Action }) => [Action].flat().includes(action));
  for (const statement of allowing)
    statement.Action = [statement.Action].flat().filter((other) => other !== action);
  document.Statement = document.Statement.filter(({ Action }) => Action.length > 0);
  return allowing.length > 0;
}
