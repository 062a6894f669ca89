import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where this machine has Chromium. Throws in a line that says how to get it when it has none. */
export function findChromium(): string {
  const found = process.env['CHROMIUM_PATH'] ?? onPath();
  if (found) return found;
  throw new Error(
    `No Chromium was found (${names.join(', ')} on the PATH). On Debian: apt-get install chromium. Elsewhere set CHROMIUM_PATH.`,
  );
}

/** Starts a browser without a window. */
export const launchChromium = (executablePath = findChromium()): Promise<Browser> =>
  // As root, as in a container, Chromium runs only without its sandbox.
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
