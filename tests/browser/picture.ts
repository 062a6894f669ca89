import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { inRepository } from '../../commands/lib/diagrams/repository.ts';

/** The README's picture of this name, as the page is now. `npm run test:browser -- --update` takes it; otherwise it must be there. */
export async function picture(page: Page, name: string): Promise<void> {
  const file = fileURLToPath(inRepository(`docs/console/${name}.png`));
  if (inject('takesPictures')) await page.screenshot({ path: file, scale: 'css' });
  expect([name, existsSync(file)]).toEqual([name, true]);
}
