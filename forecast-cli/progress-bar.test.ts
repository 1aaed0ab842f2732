import { describe, expect, it } from 'vitest';
import { ProgressLine } from './progress-bar.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 40, write: (text: string) => written.push(text) };
}

describe('The progress line', () => {
  it('is for terminals alone', () => {
    const pipe = terminal(false);
    const line = new ProgressLine(pipe, () => 0);

    line.show(1, 2, 'ets');
    line.clear();

    expect(pipe.written).toEqual([]);
  });

  it('fits its terminal, rests between two looks, and leaves nothing behind', () => {
    const screen = terminal(true);
    let now = 0;
    const line = new ProgressLine(screen, () => now);

    line.show(0, 10, 'a model with a long name');
    now = 50;
    line.show(1, 10, 'ets');
    now = 150;
    line.show(2, 10, 'ets');
    line.clear();

    expect(screen.written).toHaveLength(3);
    expect(screen.written[0]?.length).toBeLessThan('\r\u001b[K'.length + 40);
    expect(screen.written[1]).toContain('2/10');
    expect(screen.written[2]).toBe('\r\u001b[K');
  });
});
