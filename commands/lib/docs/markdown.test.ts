import { expect, test } from 'vitest';
import { anchorsOf, commandsOf, linksOf, pathsOf, shellCommandsOf } from './markdown.ts';

test('links within the repository are found, others and those in blocks are not', () => {
  const text = '[a](b.md#c) [d](#e) [f](https://example.com)\n```\n[g](h.md)\n```\n';
  expect(linksOf(text)).toEqual(['b.md#c', '#e']);
});

test('a heading has the anchor that GitHub gives it', () => {
  expect(anchorsOf('# How to size the limit\n## `npm run x`: [why](y.md), and how?\n')).toEqual([
    'how-to-size-the-limit',
    'npm-run-x-why-and-how',
  ]);
});

test('a code span that names a file is a path, one that names something else is not', () => {
  expect(pathsOf('`infra/app.ts` `services/*/contract.ts` `GET /orders` `a/b`')).toEqual([
    'infra/app.ts',
    'services/*/contract.ts',
  ]);
});

test('a command is read with its options, without the comment behind it', () => {
  expect(commandsOf('`npm start`\n```bash\nnpm run pay -- <orderId> --url $U  # pays\n```\nnpm ci')).toEqual([
    { script: 'start', args: [] },
    { script: 'pay', args: ['<orderId>', '--url', '$U'] },
    { script: 'ci', args: [] },
  ]);
});

test('a line of a block is a command, and so is a code span that begins with a program', () => {
  const text =
    '```bash\nnpm ci  # all\naws sqs \\\n  list-queues\n```\n| `a` | `curl $U \\| wc` or `npm ci`, `npm\nstart`, `nodejs24.x` |\n';
  expect(shellCommandsOf(text)).toEqual(['npm ci', 'aws sqs list-queues', 'curl $U | wc', 'npm start']);
});

test('a block that keeps something in a variable is one command', () => {
  expect(shellCommandsOf('```bash\nM=$(date)\necho $M\n```\n')).toEqual(['M=$(date)\necho $M']);
});
