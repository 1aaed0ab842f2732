import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { pileLines } from './line-pile.ts';

function openPile() {
  const written: string[] = [];
  return { written, lines: pileLines({ write: (text) => written.push(text) }) };
}

test('lines of one turn are one write when it is over, in their order', async () => {
  const { written, lines } = openPile();

  for (const line of ['a\n', 'b\n', 'c\n']) lines.write(line);
  expect(written).toEqual([]);
  await turn();

  expect(written).toEqual(['a\nb\nc\n']);
});

test('lines that follow closely wait for each other', async () => {
  const { written, lines } = openPile();
  lines.write('a\n');
  await turn();

  for (const line of ['b\n', 'c\n', 'd\n']) {
    lines.write(line);
    await turn();
  }
  await vi.waitFor(() => expect(written.join('')).toBe('a\nb\nc\nd\n'));

  expect(written.length).toBeLessThan(4);
});

test('what waits when the process exits is written', async () => {
  const before = process.listeners('exit');
  const { written, lines } = openPile();
  const atExit = process.listeners('exit').filter((listener) => !before.includes(listener));

  lines.write('the last word\n');
  for (const listener of atExit) listener.call(process, 0);
  await turn();

  expect(written).toEqual(['the last word\n']);
  for (const listener of atExit) process.off('exit', listener);
});

test('who says very much is written in between', () => {
  const { written, lines } = openPile();

  for (let count = 0; count < 100; count++) lines.write(`${'x'.repeat(1_000)}\n`);

  expect(written.length).toBe(1);
});
