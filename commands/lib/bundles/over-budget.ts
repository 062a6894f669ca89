import type { BundleFigures } from './bench.ts';
import budgets from './budgets.json' with { type: 'json' };

const kibOf: Record<string, number> = budgets.kib;

/** What is over the budgets of budgets.json, a line each: sizes and, where they are measured, times. */
export function overBudget(bundles: Pick<BundleFigures, 'name' | 'kib' | 'clients'>[]): string[] {
  return bundles.flatMap(({ name, kib, clients }) => {
    const budget = kibOf[name] ?? budgets.every.kib;
    const { ratio } = budgets.every;
    return [
      ...(kib > budget ? [`${name} is ${kib.toFixed()} KiB, its budget ${budget}`] : []),
      ...(clients && clients.ratio > ratio
        ? [
            `${name} takes ${clients.ratio.toFixed(2)} × the import time of its AWS clients, the limit is ${ratio} ×`,
          ]
        : []),
    ];
  });
}
