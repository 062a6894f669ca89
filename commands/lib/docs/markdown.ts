/** A command of npm in a text: `npm run redrive -- --dry-run`. */
export interface NpmCommand {
  script: string;
  /** What stands behind `--`, word by word. */
  args: string[];
}

/** The targets of all links that lead to files of the repository or to headings, without those to other sites. */
export const linksOf = (markdown: string): string[] =>
  [...withoutBlocks(markdown).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?|mailto):/.test(target));

/** The anchors that GitHub gives the headings. https://docs.github.com/get-started/writing-on-github */
export const anchorsOf = (markdown: string): string[] =>
  [...withoutBlocks(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const folders = 'infra|services|legacy-api|local|load-tests|commands|docs|tests';

/** Code spans that name a file or folder of the repository; `*` stands for any part of a name. */
export const pathsOf = (markdown: string): string[] =>
  [...withoutBlocks(markdown).matchAll(/`([^`\n]+)`/g)]
    .map(([, code = '']) => code)
    .filter((code) => new RegExp(`^(${folders})/[\\w./*-]+$`).test(code));

/** Every call of an npm script, in code spans and in blocks. */
export const commandsOf = (markdown: string): NpmCommand[] =>
  [...markdown.matchAll(/\bnpm (?:run )?(?:--silent )?([a-z][\w:-]*)((?: [^\n`|)]*)?)/g)].map(
    ([, script = '', rest = '']) => ({ script, args: argsOf(rest) }),
  );

/** Words behind ` -- `; a comment ends them. */
function argsOf(rest: string): string[] {
  const [, args = ''] = /^ -- (.*)$/.exec(rest.replace(/\s+#.*$/, '')) ?? [];
  return args.split(/\s+/).filter(Boolean);
}

const programs = 'npm|npx|curl|aws|node|diff|cdk|stripe';

/**
 * What a reader may copy into a shell: the lines of blocks, and code spans that begin with a program's name, without
 * comments and each once. A block that keeps something in a variable is one: its lines need each other.
 */
export function shellCommandsOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```(?:ba)?sh\n(.*?)^```$/gms)].flatMap(([, block = '']) => {
    const plain = block
      .replaceAll(/ +#.*$/gm, '')
      .replaceAll(/\\\n\s*/g, '')
      .trim();
    return /^\w+=/m.test(plain) ? [plain] : plain.split('\n');
  });
  const spans = [...withoutBlocks(markdown).matchAll(/`([^`]+)`/g)]
    // A table's own column sign is escaped in it.
    .map(([, code = '']) => code.replaceAll(/\s+/g, ' ').replaceAll('\\|', '|'))
    .filter((code) => new RegExp(`^(${programs}) `).test(code));
  return [...new Set([...blocks, ...spans])];
}

const withoutBlocks = (markdown: string) => markdown.replaceAll(/^```[\s\S]*?^```/gm, '');
