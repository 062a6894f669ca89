import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(import.meta.dirname, '../..');
const copied = ['infra', 'services', 'legacy-api', 'docs', 'cdk.json', 'package.json'];

/** What somebody makes of a file's text. */
export type Edit = (source: string) => string;

/** A copy of the sources that somebody has edited, and what the app makes of them. */
export class EditedSources {
  readonly #folder = mkdtempSync(join(tmpdir(), 'edited-'));

  /** By the path of the file in the repository. */
  constructor(edits: Record<string, Edit>) {
    for (const source of copied)
      cpSync(join(root, source), join(this.#folder, source), {
        recursive: true,
        filter: (path) => !path.endsWith('/node_modules'),
      });
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'));
    for (const [path, edit] of Object.entries(edits)) {
      const file = join(this.#folder, path);
      const before = readFileSync(file, 'utf8');
      const after = edit(before);
      if (after === before) throw new Error(`The edit changes nothing in ${path}`);
      writeFileSync(file, after);
    }
  }

  /** The templates, once they are synthesised. */
  get assembly(): string {
    return join(this.#folder, 'assembly');
  }

  /** Answers what the app complains of; nothing when it made the templates. */
  async synthesise(context: Record<string, string> = {}): Promise<string> {
    const app = spawn(process.execPath, ['infra/app.ts'], {
      cwd: this.#folder,
      env: {
        ...process.env,
        CDK_OUTDIR: this.assembly,
        BUNDLE_DIR: join(this.#folder, 'functions'),
        CDK_CONTEXT_JSON: JSON.stringify(context),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const closed = new Promise((resolve, reject) => app.on('error', reject).on('close', resolve));
    const [complaints, code] = await Promise.all([text(app.stderr), closed]);
    if (code !== 0 && complaints === '')
      throw new Error(`The app ended with ${String(code)} and said nothing`);
    return code === 0 ? '' : complaints;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Changes the one line of the strangler table that begins with this method and path. */
export function editLine(method: string, path: string, change: Edit): Edit {
  return (table) => {
    const lines = table.split('\n');
    const at = lines.findIndex((line) => line.replaceAll(/\s+/g, ' ').startsWith(` '${method} ${path}':`));
    const line = lines[at];
    if (line === undefined) throw new Error(`infra/routes.ts has no line for ${method} ${path}`);
    return lines.with(at, change(line)).join('\n');
  };
}

/** Adds lines to the strangler table. */
export const addLines =
  (...lines: string[]): Edit =>
  (table) =>
    table.replace(/^\} as const/m, `${lines.join('\n')}\n} as const`);

type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

/** The resources of the stack `orders` of an assembly, without the hashes of its bundles: these name where they were made. */
export function resourcesOf(assembly: string): Resources {
  const template = readFileSync(join(assembly, 'orders.template.json'), 'utf8');
  return JSON.parse(template.replaceAll(/\b[0-9a-f]{64}\b/g, 'hash')).Resources;
}
