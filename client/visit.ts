import type { Clock, ServerFrame } from '#chat';
import { Link } from './link.ts';
import type { SocketClass } from './socket-like.ts';

/** How long the giver of tokens may take, in milliseconds. */
const TOKEN_MS = 10_000;

export interface VisitParts {
  readonly clock: Clock;
  readonly WebSocket: SocketClass;
  readonly token: () => string | Promise<string>;
  /** The first frame on a new socket. */
  readonly hello: (token: string) => string;
}

export interface VisitEvents {
  frame(frame: ServerFrame): void;
  /** Called once, and then nothing more; not after `drop`. */
  gone(code: number): void;
}

/** One stay at one place: a token, a socket, whatever is told there, the end. */
export class Visit {
  /** Whoever takes a visit over hears of it from then on. */
  events: VisitEvents;
  readonly #parts: VisitParts;
  #link: Link | undefined;
  #cancelToken: () => void;
  #over = false;

  /** Tells nothing before this returns. `socket` is the address of the room's socket. */
  constructor(socket: string, parts: VisitParts, events: VisitEvents) {
    this.events = events;
    this.#parts = parts;
    // Whoever gives tokens is a place like the others: it may answer later.
    this.#cancelToken = parts.clock.after(TOKEN_MS, () => this.#end(1006));
    this.#open(socket).catch(() => this.#end(1006));
  }

  send(text: string): void {
    this.#link?.send(text);
  }

  /** Asks now whether anybody is there. */
  check(): void {
    this.#link?.check();
  }

  /** Lets go of the place. */
  drop(code?: number): void {
    this.#over = true;
    this.#cancelToken();
    this.#link?.drop(code);
  }

  async #open(socket: string): Promise<void> {
    const { WebSocket, clock, hello } = this.#parts;
    const token = await this.#parts.token();
    if (this.#over) return;
    this.#cancelToken();
    this.#link = new Link(socket, WebSocket, clock, {
      open: () => this.send(hello(token)),
      frame: (frame) => this.events.frame(frame),
      gone: (code) => this.#end(code),
    });
  }

  #end(code: number): void {
    if (this.#over) return;
    this.drop();
    this.events.gone(code);
  }
}
