import { type Clock, LIMITS } from '#chat';

/** How often a comment is sent so that proxies do not take a quiet stream for a dead one, in milliseconds. */
export const KEEPALIVE_MS = 15_000;

/** What may wait for a reader, in UTF-16 units. */
export const MOST_WAITING = 1_048_576;

/** How long what waits may still be read after a reader fell behind, in milliseconds. */
const DRAIN_MS = 5_000;

/**
 * One event of an SSE stream. Data that is JSON has no line end, so it is one line.
 *
 * @example
 * encodeEvent('entry', '{}', 'k3:42') // => 'event: entry\nid: k3:42\ndata: {}\n\n'
 */
export function encodeEvent(event: string, data: string, id?: string): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;
}

/**
 * A stream of events to one reader, which takes no more than it is asked for. What waits is bounded: a reader that
 * falls further behind gets what waits and then the end; it comes back with its last position and misses nothing.
 */
export class EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #waiting: string[] = [];
  #whenRead: Array<() => void> = [];
  #size = 0;
  #asked = false;
  #read = true;
  #ended = false;
  #closed = false;
  #cancelTimer: () => void = () => {};

  /** `onEnd` is called once, however the stream ends. */
  constructor(clock: Clock, onEnd: () => void) {
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          this.#asked = true;
          this.#read = true;
          this.#flush();
        },
        cancel: () => {
          this.#closed = true;
          this.abandon();
        },
      },
      { highWaterMark: 0 },
    );
    this.#keepAlive();
  }

  /** Whether so much waits that nothing more should be written. */
  get full(): boolean {
    return this.#size > LIMITS.waitingBytes;
  }

  /** Calls `task` once, later, when what waits has been read; never when the stream ends before that. */
  whenRead(task: () => void): void {
    this.#whenRead.push(task);
  }

  get ended(): boolean {
    return this.#ended;
  }

  write(text: string): void {
    if (this.#ended) return;
    this.#waiting.push(text);
    this.#size += text.length;
    this.#flush();
    if (this.#size > MOST_WAITING) this.end();
  }

  /** Ends the stream after what waits, which must be read in bounded time. Safe to call twice. */
  end(): void {
    if (this.#ended) return;
    this.#stop();
    if (this.#size === 0) this.#close();
    else this.#cancelTimer = this.#clock.after(DRAIN_MS, () => this.abandon());
  }

  /** Ends at once: the reader is gone, or there never was one. */
  abandon(): void {
    this.#stop();
    this.#cancelTimer();
    this.#waiting = [];
    this.#size = 0;
    this.#close();
  }

  /** Everything that waits goes in one piece: a reader that fell behind catches up in few steps. */
  #flush(): void {
    if (!this.#asked || this.#size === 0) return;
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#size = 0;
    this.#asked = false;
    this.#controller?.enqueue(this.#encoder.encode(text));
    for (const task of this.#whenRead.splice(0)) queueMicrotask(task);
    if (!this.#ended) return;
    this.#cancelTimer();
    this.#close();
  }

  /** A reader that took nothing between two comments is gone. */
  #keepAlive(): void {
    this.#cancelTimer = this.#clock.after(KEEPALIVE_MS, () => {
      if (!this.#read && this.#size > 0) return this.abandon();
      this.#read = false;
      this.#keepAlive();
      this.write(': here\n\n');
    });
  }

  /** Never with an error: every piece ends with an event, and servers write errors of streams where only logs should be. */
  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#controller?.close();
  }

  #stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#whenRead = [];
    this.#cancelTimer();
    this.#onEnd();
  }
}
