import { describe, expect, it } from 'vitest';
import { readLines } from './lines.ts';

async function linesOf(chunks: readonly string[], longest?: number): Promise<string[]> {
  const stream = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
  })();
  const found: string[] = [];
  for await (const line of readLines(stream, longest)) found.push(typeof line === 'string' ? line : line.code);
  return found;
}

describe('The lines of a stream', () => {
  it('are whole however the bytes arrive, also in the middle of a letter', async () => {
    const bytes = Buffer.from('é1\n\nzwei\nend').toString('latin1');

    const found = await linesOf([...bytes]);

    expect(found).toEqual(['é1', '', 'zwei', 'end']);
  });

  it('name one that is too long once, and go on after it', async () => {
    const chunks = ['ok\n123', '456', '789\nnext\n', 'x'.repeat(100), '\nlast'];

    const found = await linesOf(chunks, 5);

    expect(found).toEqual(['ok', 'line-too-long', 'next', 'line-too-long', 'last']);
  });

  it('may be exactly as long as is allowed', async () => {
    expect(await linesOf(['12345\n'], 5)).toEqual(['12345']);
  });
});
