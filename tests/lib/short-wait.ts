import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../commands/lib/assembly.ts';
import { type RunningSystem, startSystem } from '../../commands/lib/local-system.ts';
import { copyChanged } from './assembly-without.ts';
import { hideBriefly } from './hide-briefly.ts';

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
  arrived: () => void;
  over: Promise<void>;
}

/** A workflow that is held before a task. */
export interface Held {
  /** Resolves when the workflow is there. */
  arrives: Promise<void>;
  goOn: () => void;
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
      const holds = this.#holds.filter(isMeant);
      for (const { arrived } of holds) arrived();
      await Promise.all(holds.map(({ over }) => over));
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
      await hideBriefly(system.deployment);
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

  /** Lets the workflow of the product's order go no further than this task, until it is told to go on. */
  hold = (task: string, sku: string): Held => {
    const { promise: over, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: arrives, resolve: arrived } = Promise.withResolvers<void>();
    this.#holds.push({ task, sku, arrived, over });
    return { arrives, goOn };
  };
}
