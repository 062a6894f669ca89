import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyAssembly, readTemplate } from '../compare/template.ts';

/** So that nobody waits long: a minute of waits, workflow timeouts and schedules takes a second. */
export const timeFactor = 1 / 60;

/** In seconds. What failed comes back so soon, and what takes longer is received twice: the usual time is some minutes. */
export const visibilitySeconds = 2;

/** Orders that are shipped to here are given up soon when nobody pays them. */
export const shortWaitAddress = { country: 'DE', postalCode: '00003' };

/** In the run's own time, which passes faster: three seconds, and so long that no slow machine gives up a paid order. */
const seconds = { short: 180, long: 36_000 };
/** How long those wait, in milliseconds. */
export const shortWaitMilliseconds = 1000 * seconds.short * timeFactor;

const waitOf = `$order.shipTo.postalCode = '${shortWaitAddress.postalCode}' ? ${seconds.short} : ${seconds.long}`;

/** Copies an assembly with another time in which an order must be paid; nothing else differs. */
export async function withShortWaits(
  assembly: string,
): Promise<{ dir: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const template = readTemplate(assembly);
  const machine = Object.values(template.Resources).find(
    ({ Type }) => Type === 'AWS::StepFunctions::StateMachine',
  );
  const substitutions = machine?.Properties['DefinitionSubstitutions'] as Record<string, unknown> | undefined;
  if (substitutions?.['PaymentTimeoutSeconds'] === undefined)
    throw new Error('The state machine of the stack "orders" has no PaymentTimeoutSeconds to change');
  substitutions['PaymentTimeoutSeconds'] = waitOf;
  const dir = join(folder, 'assembly');
  copyAssembly(assembly, dir, template);
  return { dir, remove: () => rm(folder, { recursive: true }) };
}
