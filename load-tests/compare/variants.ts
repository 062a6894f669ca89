import { capacity } from '../../infra/capacity.ts';
import { type Template, webhookOf } from './template.ts';

export type VariantName = 'no throttle' | 'reserved concurrency' | 'maximum concurrency';

/** One way to throttle the webhook's worker: what it changes in the template of the stack `orders`. */
export interface Variant {
  name: VariantName;
  /** Throws when the template does not have what is to be changed. */
  change: (template: Template) => void;
}

/** The three that are compared. Nothing else in the template differs: the same queue, database, load and seed. */
export const variants: readonly Variant[] = [
  { name: 'no throttle', change: removeThrottle },
  {
    name: 'reserved concurrency',
    change(template) {
      removeThrottle(template);
      webhookOf(template).worker.Properties['ReservedConcurrentExecutions'] = capacity.webhook.workers;
    },
  },
  { name: 'maximum concurrency', change: () => {} },
];

function removeThrottle(template: Template): void {
  const { mapping, worker } = webhookOf(template);
  if (mapping.Properties['ScalingConfig'] === undefined)
    throw new Error("The mapping of the webhook's worker has no ScalingConfig to remove");
  delete mapping.Properties['ScalingConfig'];
  delete worker.Properties['ReservedConcurrentExecutions'];
}
