import type { TestProject } from 'vitest/node';
import { findChromium } from '../../commands/lib/chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    takesPictures: boolean;
  }
}

/** Finds the browser before anything starts. */
export default function setup(project: TestProject): void {
  findChromium();
  project.provide('takesPictures', project.config.snapshotOptions.updateSnapshot === 'all');
}
