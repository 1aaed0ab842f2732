import { type Clock, PING, parseServerFrame, type ServerFrame } from '#chat';
import { Acknowledger } from './acknowledger.ts';
import type { SocketClass, SocketLike } from './socket-like.ts';

/** From the first packet to the welcome, in milliseconds. */
const WELCOME_MS = 8_000;
/** After so much silence we ask whether anybody is there, and wait so long for any answer. */
const SILENCE_MS = 15_000;
const PONG_MS = 8_000;
/** Whoever does something and hears nothing for so long asks sooner: they must not talk to a dead line for long. */
const DOUBT_MS = 1_500;

export interface LinkEvents {
  open(): void;
  frame(frame: ServerFrame): void;
  /** Called once, and then nothing more; not after `drop`. */
  gone(code: number): void;
}

/** One socket, from its opening to its end: opens or fails in time, and notices when the other side falls silent. */
export class Link {
  readonly #socket: SocketLike;
  readonly #clock: Clock;
  readonly #events: LinkEvents;
  readonly #acknowledger = new Acknowledger((text) => this.send(text));
  #cancelTimer: () => void;
  #welcomed = false;
  #heardAt = 0;
  /** When something was sent since anything was heard. */
  #sentAt: number | undefined;
  #asked = false;
  #over = false;

  constructor(url: string, WebSocket: SocketClass, clock: Clock, events: LinkEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#cancelTimer = clock.after(WELCOME_MS, () => this.#lose());
    this.#socket = new WebSocket(url, ['breakwater.v1']);
    this.#socket.addEventListener('open', () => this.#over || events.open());
    this.#socket.addEventListener('message', ({ data }) => this.#take(data));
    this.#socket.addEventListener('close', ({ code }) => this.#end(code ?? 1006));
    // A close follows each error; Node throws an error that nobody listens to.
    this.#socket.addEventListener('error', () => {});
  }

  send(text: string): void {
    if (this.#over || this.#socket.readyState !== 1) return;
    this.#socket.send(text);
    if (!this.#welcomed || this.#asked || this.#sentAt !== undefined) return;
    this.#sentAt = this.#clock.now();
    this.#watch(DOUBT_MS);
  }

  /** Asks now whether anybody is there: the network has changed. */
  check(): void {
    if (this.#over || !this.#welcomed || this.#asked) return;
    this.#cancelTimer();
    this.#ask();
  }

  /** Lets go of the socket. */
  drop(code = 1000): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimer();
    this.#socket.close(code);
  }

  #take(data: unknown): void {
    if (this.#over || typeof data !== 'string') return;
    let frame: ServerFrame | undefined;
    try {
      frame = parseServerFrame(data);
    } catch {
      this.#lose();
      return;
    }
    if (frame?.type === 'welcome' && !this.#welcomed) {
      this.#welcomed = true;
      this.#watch(SILENCE_MS);
    }
    this.#heardAt = this.#clock.now();
    this.#sentAt = undefined;
    this.#asked = false;
    if (frame === undefined) return;
    this.#events.frame(frame);
    this.#acknowledger.take(frame, data.length);
  }

  /** One timer, put off when it strikes and not at every frame. */
  #watch(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(ms, () => {
      const silence = this.#clock.now() - this.#heardAt;
      if (this.#asked) this.#lose();
      else if (this.#sentAt === undefined && silence < SILENCE_MS)
        this.#watch(Math.min(SILENCE_MS, SILENCE_MS - silence));
      else this.#ask();
    });
  }

  #ask(): void {
    this.#asked = true;
    this.send(PING);
    this.#watch(PONG_MS);
  }

  #lose(): void {
    if (this.#over) return;
    this.drop();
    this.#events.gone(1006);
  }

  #end(code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimer();
    this.#events.gone(code);
  }
}
