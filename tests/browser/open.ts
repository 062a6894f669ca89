import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { inject } from 'vitest';

export const widths = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 860 } } as const;

/** A console that is live. What a page of ours must never do, an error in its script or a breach of its policy, fails it. */
export async function openConsole(
  browser: Browser,
  view = '',
  options: BrowserContextOptions = {},
): Promise<Page & { complaints: string[] }> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: widths.desktop, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${inject('url')}/console/${view}`);
  await page.getByText('Live').waitFor();
  return Object.assign(page, { complaints });
}
