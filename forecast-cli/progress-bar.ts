const WIDTH = 24;

/** How far a piece of work is. */
export interface Progress {
  readonly done: number;
  readonly of: number;
  readonly elapsedSeconds: number;
  /** What is worked on. */
  readonly what: string;
  /** What is counted; fits unless told. */
  readonly unit?: string;
}

/**
 * A line that says how far the work is, how fast it goes and how long it still takes.
 *
 * @example
 * sayProgress({ done: 4, of: 16, elapsedSeconds: 2, what: 'ets' }) // => '██████░░░░░░░░░░░░░░░░░░  4/16 fits  2.0/s  6 s left  ets'
 */
export function sayProgress({ done, of, elapsedSeconds, what, unit = 'fits' }: Progress): string {
  const full = of > 0 ? Math.round((done / of) * WIDTH) : 0;
  const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
  const rate = done / elapsedSeconds;
  const known = done > 0 && elapsedSeconds > 0;
  const pace = known ? `  ${rate.toFixed(1)}/s  ${sayLeft((of - done) / rate)} left` : '';
  return `${bar}  ${done}/${of} ${unit}${pace}${what ? `  ${what}` : ''}`;
}

function sayLeft(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 90 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A line on a terminal that is written over and over, at most ten times a second. */
export class ProgressLine {
  readonly #stream: Terminal;
  readonly #clock: () => number;
  readonly #unit: string;
  readonly #start: number;
  #shownAt = Number.NEGATIVE_INFINITY;

  /**
   * @param stream nothing is written unless it is a terminal
   * @param clock milliseconds that only go forward
   * @param unit what is counted
   */
  constructor(stream: Terminal, clock: () => number, unit = 'fits') {
    this.#stream = stream;
    this.#clock = clock;
    this.#unit = unit;
    this.#start = clock();
  }

  show(done: number, of: number, what: string): void {
    const now = this.#clock();
    if (!this.#stream.isTTY || now - this.#shownAt < 100) return;
    this.#shownAt = now;
    const line = sayProgress({ done, of, elapsedSeconds: (now - this.#start) / 1000, what, unit: this.#unit });
    this.#stream.write(`\r${line.slice(0, (this.#stream.columns || 80) - 1)}\u001b[K`);
  }

  clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[K');
  }
}
