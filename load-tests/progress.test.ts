import { describe, expect, test } from 'vitest';
import { ProgressLine } from './progress.ts';

function lineOn({ isTTY }: { isTTY: boolean }) {
  let written = '';
  const write = (text: string) => {
    written += text;
    return true;
  };
  const line = new ProgressLine({ isTTY, write } as unknown as NodeJS.WriteStream);
  return { line, written: () => written };
}

const erased = '\r\x1b[2K';

describe('on a terminal', () => {
  test('one line is written over and over, and stays when its step ends', () => {
    const { line, written } = lineOn({ isTTY: true });
    line.show('1 of 2');
    line.end('2 sent');
    line.show('draining');
    expect(written()).toBe(`${erased}1 of 2${erased}2 sent\n${erased}draining`);
  });

  test('it is written again a tenth of a second later, and no sooner', async () => {
    const { line, written } = lineOn({ isTTY: true });
    const began = performance.now();
    line.show('first');
    line.show('too soon');
    const shown = () => {
      line.show('second');
      return written();
    };
    await expect.poll(shown).toContain('second');
    expect(performance.now() - began).toBeGreaterThanOrEqual(100);
    expect(written()).not.toContain('too soon');
  });
});

describe('in a pipe', () => {
  test('each line ends, and nothing is written over', () => {
    const { line, written } = lineOn({ isTTY: false });
    line.show('1 of 2');
    line.end('2 sent');
    line.show('draining');
    expect(written()).toBe('1 of 2\n2 sent\ndraining\n');
  });

  test('a step of many updates says one, and its end', () => {
    const { line, written } = lineOn({ isTTY: false });
    for (let count = 1; count <= 1000; count += 1) line.show(`${count} of 1000`);
    line.end('1000 sent');
    expect(written()).toBe('1 of 1000\n1000 sent\n');
  });
});
