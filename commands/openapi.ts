import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { openApiDocument } from '../infra/openapi/document.ts';
import { routes } from '../infra/routes.ts';
import type { Command } from './lib/command.ts';

/** Where readers find it; a running system answers the same at `/openapi.json`. */
export const openApiFile = join(import.meta.dirname, '../docs/api/openapi.json');

/** The document as the file has it. */
export const openApiText = () => `${JSON.stringify(openApiDocument(routes), null, 2)}\n`;

export const command: Command = {
  summary: "Writes the API's contract, made of the code's own schemas, into docs/api/openapi.json",
  async run() {
    mkdirSync(dirname(openApiFile), { recursive: true });
    writeFileSync(openApiFile, openApiText());
    console.log(`wrote ${relative(process.cwd(), openApiFile)}`);
  },
};
