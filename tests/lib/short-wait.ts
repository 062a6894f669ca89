import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../commands/lib/assembly.ts';
import { type RunningSystem, startSystem } from '../../commands/lib/local-system.ts';
import { copyChanged } from './assembly-without.ts';

/** Orders that are shipped to here wait three seconds for their payment. */
export const shortWaitAddress = { country: 'DE', postalCode: '00003' };

/** Instead of a number of seconds. Nothing else takes another time than usual, so that a busy machine fails no task. */
const secondsOf = (seconds: string) =>
  `$order.shipTo.postalCode = '${shortWaitAddress.postalCode}' ? 3 : ${seconds}`;

interface Resource {
  Properties?: { DefinitionSubstitutions?: { PaymentTimeoutSeconds?: string } };
}

/** Where the invocations of a task stop. */
interface Hold {
  task: string;
  /** A product of the order. */
  sku: string;
  over: Promise<void>;
}

/** A system of its own, where some orders wait only shortly for their payment, and workflows can be held before a task. */
export class ShortWait {
  readonly system: RunningSystem;
  readonly #holds: Hold[] = [];

  private constructor(system: RunningSystem) {
    this.system = system;
    const { functions } = system.run.system;
    const invoke = functions.invoke.bind(functions);
    functions.invoke = async (name, request) => {
      const isMeant = ({ task, sku }: Hold) => name.includes(task) && request.payload.includes(sku);
      await Promise.all(this.#holds.filter(isMeant).map(({ over }) => over));
      return invoke(name, request);
    };
  }

  static async start(): Promise<ShortWait> {
    const folder = mkdtempSync(join(tmpdir(), 'short-wait-'));
    const assemblyDir = join(folder, randomUUID());
    try {
      copyChanged<Resource>(await synthesise(), assemblyDir, (resources) => {
        for (const { Properties } of resources) {
          const { DefinitionSubstitutions: values } = Properties ?? {};
          const seconds = values?.PaymentTimeoutSeconds;
          if (seconds) values.PaymentTimeoutSeconds = secondsOf(seconds);
        }
      });
      const system = await startSystem({ assemblyDir });
      const stop = async () => {
        await system.run.stop();
        rmSync(folder, { recursive: true });
      };
      return new ShortWait({ ...system, run: { ...system.run, stop } });
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Lets the workflow of the product's order go no further than this task, until what it answers is called. */
  hold = (task: string, sku: string): (() => void) => {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    this.#holds.push({ task, sku, over });
    return resolve;
  };
}
