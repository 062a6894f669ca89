import { posix } from 'node:path';
import { read } from './repository.ts';

/** `[`name`](path#L12)`: a link to the line where a name is declared. */
const lineLink = /\[`(\w+)`\]\(((?!https?:)[^)#]+)#L\d+\)/g;

/**
 * The text of a page in Markdown with the line numbers of its links as they are now. Throws when a name is not declared
 * in the file that its link leads to, or the file is gone. Paths are relative to `page`.
 */
export const currentLines = (page: string, markdown: string): string =>
  markdown.replaceAll(lineLink, (_, name: string, path: string) => {
    const file = posix.join(posix.dirname(page), path);
    return `[\`${name}\`](${path}#L${lineOf(file, name, page)})`;
  });

function lineOf(file: string, name: string, page: string): number {
  const declaration = new RegExp(
    `^\\s*((export|private|async|const|function|class|interface|type) )*${name}\\b`,
  );
  const index = read(file)
    .split('\n')
    .findIndex((line) => declaration.test(line));
  if (index < 0) throw new Error(`${page} links to ${name} in ${file}, which declares no such name.`);
  return index + 1;
}
