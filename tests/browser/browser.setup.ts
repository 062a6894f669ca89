import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The system's Chromium. */
    chromium: string;
  }
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Finds the browser before anything starts. */
export default function setup(project: TestProject): void {
  const found = process.env['CHROMIUM_PATH'] ?? onPath();
  if (!found)
    throw new Error(
      `No Chromium was found (${names.join(', ')} on the PATH). On Debian: apt-get install chromium. Elsewhere set CHROMIUM_PATH.`,
    );
  project.provide('chromium', found);
}

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
