import { afterClose, type Clock, type ServerFrame } from '#chat';
import { backoffMs } from './backoff.ts';
import type { TokenSource } from './client-options.ts';
import type { ClientState } from './client-state.ts';
import { Link } from './link.ts';
import { watchNetwork } from './network-watch.ts';
import type { SocketClass } from './socket-like.ts';

/** A connection that held for so long counts as a good one: the next wait is short again. Milliseconds. */
const HEALTHY_MS = 5_000;
/** How long the giver of tokens may take, in milliseconds. */
const TOKEN_MS = 10_000;
/** These closes are about us and not about the place: 4401 token, 4408 silent, 4508 slow. */
const NOT_ITS_FAULT = new Set([4401, 4408, 4508]);

export interface ConnectorParts {
  /** The address of the room's socket at each place, by the place's base address. */
  readonly places: ReadonlyMap<string, string>;
  readonly token: TokenSource;
  readonly clock: Clock;
  readonly random: () => number;
  readonly WebSocket: SocketClass;
  /** The first frame on a new socket. */
  readonly hello: (token: string) => string;
  readonly frame: (frame: ServerFrame) => void;
  readonly state: (state: ClientState) => void;
}

/** Keeps one link to one of several places: opens it, notices its end, waits, opens the next. */
export class Connector {
  readonly #parts: ConnectorParts;
  readonly #places: ReadonlyArray<readonly [base: string, socket: string]>;
  readonly #unwatch: () => void;
  #state: ClientState;
  #link: Link | undefined;
  #token: string | undefined;
  #place = 0;
  #failures = 0;
  #onlineAt: number | undefined;
  #cancelWait = () => {};

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
    this.#places = [...parts.places];
    this.#token = typeof parts.token === 'string' ? parts.token : undefined;
    this.#state = { status: 'connecting', url: this.#url, attempt: 0 };
    this.#unwatch = watchNetwork((online) => {
      if (online && this.#state.status === 'waiting') this.#connect();
      this.#link?.check();
    });
    queueMicrotask(() => this.#state.status === 'connecting' && this.#connect());
  }

  get state(): ClientState {
    return this.#state;
  }

  get #url(): string {
    return this.#places[this.#place]?.[0] ?? '';
  }

  send(text: string): void {
    this.#link?.send(text);
  }

  /** Connects now instead of at the end of a wait, or once more where a server had refused for good. */
  retryNow(): void {
    const state = this.#state;
    if (state.status === 'waiting' || (state.status === 'closed' && state.because === 'refused')) this.#connect();
  }

  /** A token that the next connection uses; goes on where the want of one had ended it. */
  setToken(token: string): void {
    this.#token = token;
    if (this.#state.status === 'closed' && this.#state.because === 'token') this.#connect();
  }

  /** This link cannot be trusted any more. */
  restart(): void {
    if (this.#state.status !== 'closed') this.#lost(1006);
  }

  /** Lets go of a place that asked us to, and goes to the next after a while. */
  leave(afterMs: number): void {
    if (this.#state.status === 'closed') return;
    this.#drop();
    this.#nextPlace();
    this.#wait(afterMs);
  }

  close(): void {
    this.#unwatch();
    this.#end('asked');
  }

  async #connect(): Promise<void> {
    this.#drop();
    const state: ClientState = { status: 'connecting', url: this.#url, attempt: this.#failures };
    this.#tell(state);
    const late = () => this.#state === state && this.#lost(1006);
    const { clock, token } = this.#parts;
    this.#cancelWait = clock.after(TOKEN_MS, late);
    try {
      if (this.#token === undefined && typeof token === 'function') this.#token = await token();
      if (this.#state === state) this.#open();
    } catch {
      // Whoever gives tokens is a place like the others: it may answer later.
      late();
    }
  }

  #open(): void {
    this.#cancelWait();
    const { WebSocket, clock, hello } = this.#parts;
    const socket = this.#places[this.#place]?.[1] ?? '';
    this.#link = new Link(socket, WebSocket, clock, {
      open: () => this.send(hello(this.#token ?? '')),
      frame: (frame) => this.#take(frame),
      gone: (code) => this.#lost(code),
    });
  }

  #take(frame: ServerFrame): void {
    if (frame.type === 'welcome') {
      this.#onlineAt = this.#parts.clock.now();
      this.#tell({ status: 'online', url: this.#url, place: frame.place });
    }
    this.#parts.frame(frame);
  }

  #lost(code: number): void {
    const { random, token } = this.#parts;
    const { comeBack, renew } = afterClose(code);
    this.#drop();
    if (renew) this.#token = undefined;
    if (!comeBack) this.#end('refused', code);
    else if (renew && typeof token === 'string') this.#end('token', code);
    else {
      if (!NOT_ITS_FAULT.has(code)) this.#nextPlace();
      this.#wait(backoffMs(this.#failures++, random()));
    }
  }

  #wait(ms: number): void {
    this.#cancelWait = this.#parts.clock.after(ms, () => this.#connect());
    const retryAt = this.#parts.clock.now() + ms;
    this.#tell({ status: 'waiting', url: this.#url, attempt: this.#failures, retryAt });
  }

  #nextPlace(): void {
    this.#place = (this.#place + 1) % this.#places.length;
  }

  #drop(): void {
    if (this.#onlineAt !== undefined && this.#parts.clock.now() - this.#onlineAt >= HEALTHY_MS) this.#failures = 0;
    this.#cancelWait();
    this.#link?.drop();
    this.#link = undefined;
    this.#onlineAt = undefined;
  }

  #end(because: 'asked' | 'token' | 'refused', code?: number): void {
    this.#drop();
    if (this.#state.status === 'closed' && because !== 'asked') return;
    this.#tell({ status: 'closed', because, ...(code !== undefined && { code }) });
  }

  #tell(state: ClientState): void {
    this.#state = state;
    this.#parts.state(state);
  }
}
