import { afterClose, type Clock, encodeClientFrame, type ServerFrame } from '#chat';
import { backoffMs } from './backoff.ts';
import type { TokenSource } from './client-options.ts';
import type { ClientState } from './client-state.ts';
import { Mover } from './mover.ts';
import { watchNetwork } from './network-watch.ts';
import type { SocketClass } from './socket-like.ts';
import { TokenRenewer } from './token-renewer.ts';
import { Visit, type VisitEvents } from './visit.ts';

/** A connection that held for so long counts as a good one: the next wait is short again. Milliseconds. */
const HEALTHY_MS = 5_000;
/** Who had to go elsewhere asks after so long, and up to twice that, whether home is back. Milliseconds. */
const HOME_MS = 60_000;
/** After each failure twice as long, up to so many times that. */
const HOME_DOUBLINGS = 4;
/** We were too many or too fast: a fault before this close says how long to stay away. */
const TOO_MANY = 4429;
/** These closes are about us and not about the place: 4401 token, 4408 silent, 4508 slow. */
const NOT_ITS_FAULT = new Set([4401, 4408, TOO_MANY, 4508]);
/** How we close what another visit has taken the place of. */
const MOVED = 4001;

export interface ConnectorParts {
  /** The address of the room's socket at each place, by the place's base address; the first is home. */
  readonly places: ReadonlyMap<string, string>;
  readonly token: TokenSource;
  readonly clock: Clock;
  readonly random: () => number;
  readonly WebSocket: SocketClass;
  /** The first frame on a new socket. */
  readonly hello: (token: string) => string;
  readonly frame: (frame: ServerFrame) => void;
  /** Each state is another connection, or none: also `online` after `online`. */
  readonly state: (state: ClientState) => void;
}

/** Keeps one visit at one of several places: opens it, notices its end, waits, opens the next; moves when it is asked to. */
export class Connector {
  readonly #parts: ConnectorParts;
  readonly #places: ReadonlyArray<readonly [base: string, socket: string]>;
  readonly #unwatch: () => void;
  readonly #mover: Mover;
  /** Where tokens can be asked for. */
  readonly #renewer: TokenRenewer | undefined;
  readonly #events: VisitEvents = { frame: (frame) => this.#take(frame), gone: (code) => this.#lost(code) };
  #state: ClientState;
  #visit: Visit | undefined;
  #token: string | undefined;
  #place = 0;
  /** The place that is gone back to when it had to be left. One that sent us away is home no more. */
  #home = 0;
  #failures = 0;
  #homeFailures = 0;
  #onlineAt: number | undefined;
  /** Before this time, epoch milliseconds, a place that is full of us wants nothing from us. */
  #unwantedUntil = 0;
  #cancelWait = () => {};
  #cancelHome = () => {};

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
    this.#places = [...parts.places];
    this.#token = typeof parts.token === 'string' ? parts.token : undefined;
    const { token, clock } = parts;
    this.#renewer =
      typeof token === 'function' ? new TokenRenewer({ clock, token, renew: (next) => this.refresh(next) }) : undefined;
    this.#mover = new Mover({ clock: parts.clock, open: (place, events) => this.#open(place, events) });
    this.#state = { status: 'connecting', url: this.#url, attempt: 0 };
    this.#unwatch = watchNetwork((online) => {
      if (online && this.#state.status === 'waiting') this.#connect();
      this.#visit?.check();
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
    this.#visit?.send(text);
  }

  /** Connects now instead of at the end of a wait, or once more where a server had refused for good. */
  retryNow(): void {
    const state = this.#state;
    if (state.status === 'waiting' || (state.status === 'closed' && state.because === 'refused')) this.#connect();
  }

  /** Goes on with a new token of the same visitor, without a new connection where there is one. */
  refresh(token: string): void {
    this.send(encodeClientFrame({ type: 'refresh', token }));
    this.#setToken(token);
  }

  /** A token that the next connection uses; goes on where the want of one had ended it. */
  #setToken(token: string): void {
    this.#token = token;
    if (this.#state.status === 'closed' && this.#state.because === 'token') this.#connect();
  }

  /** This connection cannot be trusted any more. */
  restart(): void {
    if (this.#state.status !== 'closed') this.#lost(1006);
  }

  /**
   * Goes to another place after a while, because this one asks for it. Whoever is served stays so until they are let in
   * there.
   */
  move(afterMs: number): void {
    if (this.#state.status !== 'online') return;
    this.#cancelHome();
    this.#moveTo(this.#another(this.#place), afterMs, 0);
  }

  close(): void {
    this.#unwatch();
    this.#end('asked');
  }

  #moveTo(place: number, afterMs: number, failures: number): void {
    this.#mover.begin({
      place,
      afterMs,
      arrived: (visit, welcome) => {
        this.#home = place;
        this.#settle(place, visit, welcome);
      },
      failed: (code) => {
        const { comeBack, renew } = this.#afterClose(code);
        // Then this place serves us for as long as it does.
        if (!comeBack || (renew && this.#token !== undefined)) return;
        const next = NOT_ITS_FAULT.has(code) ? place : this.#another(place);
        this.#moveTo(next, backoffMs(failures, this.#parts.random()), failures + 1);
      },
    });
  }

  /** Looks from time to time whether home is back, for as long as we are elsewhere. */
  #thinkOfHome(): void {
    this.#cancelHome();
    const place = this.#home;
    if (this.#place === place) return;
    const { clock, random } = this.#parts;
    const waitMs = HOME_MS * (1 + random()) * 2 ** Math.min(this.#homeFailures, HOME_DOUBLINGS);
    this.#cancelHome = clock.after(waitMs, () =>
      this.#mover.begin({
        place,
        afterMs: 0,
        arrived: (visit, welcome) => this.#settle(place, visit, welcome),
        failed: () => {
          this.#homeFailures++;
          this.#thinkOfHome();
        },
      }),
    );
  }

  /** Another visit was let in: it serves from here on, and the old one is let go of. */
  #settle(place: number, visit: Visit, welcome: ServerFrame): void {
    const old = this.#visit;
    this.#visit = visit;
    this.#place = place;
    this.#homeFailures = 0;
    visit.events = this.#events;
    old?.drop(MOVED);
    this.#take(welcome);
  }

  #connect(): void {
    this.#drop();
    this.#visit = this.#open(this.#place, this.#events);
    this.#tell({ status: 'connecting', url: this.#url, attempt: this.#failures });
  }

  #open(place: number, events: VisitEvents): Visit {
    const { WebSocket, clock, hello, token } = this.#parts;
    const find = async () => {
      if (this.#token === undefined && typeof token === 'function') this.#token = await token();
      return this.#token ?? '';
    };
    return new Visit(this.#places[place]?.[1] ?? '', { WebSocket, clock, hello, token: find }, events);
  }

  #take(frame: ServerFrame): void {
    if (frame.type === 'welcome') {
      this.#onlineAt = this.#parts.clock.now();
      this.#tell({ status: 'online', url: this.#url, place: frame.place });
      this.#thinkOfHome();
    }
    if (frame.type === 'fault') this.#unwantedUntil = this.#parts.clock.now() + (frame.retryAfterMs ?? 0);
    this.#renewer?.hear(frame);
    this.#parts.frame(frame);
  }

  #lost(code: number): void {
    const { comeBack, renew } = this.#afterClose(code);
    const begun = comeBack && !renew ? this.#mover.takeOver() : undefined;
    this.#drop();
    if (!comeBack) this.#end('refused', code);
    else if (renew && this.#token !== undefined) this.#end('token', code);
    else if (begun) this.#goOn(begun.place, begun.at, begun.visit);
    else {
      if (!NOT_ITS_FAULT.has(code)) this.#place = this.#after(this.#place);
      const unwantedMs = code === TOO_MANY ? Math.max(0, this.#unwantedUntil - this.#parts.clock.now()) : 0;
      this.#wait(unwantedMs + backoffMs(this.#failures++, this.#parts.random()));
    }
  }

  /** The old place is gone before the new one has let us in. */
  #goOn(place: number, at: number, visit: Visit | undefined): void {
    this.#place = place;
    this.#home = place;
    if (visit === undefined) this.#wait(Math.max(0, at - this.#parts.clock.now()));
    else {
      visit.events = this.#events;
      this.#visit = visit;
      this.#tell({ status: 'connecting', url: this.#url, attempt: this.#failures });
    }
  }

  /** A token that was refused is forgotten where another can be asked for. */
  #afterClose(code: number): { comeBack: boolean; renew: boolean } {
    const answer = afterClose(code);
    if (answer.renew && typeof this.#parts.token === 'function') this.#token = undefined;
    return answer;
  }

  #wait(ms: number): void {
    this.#cancelWait = this.#parts.clock.after(ms, () => this.#connect());
    const retryAt = this.#parts.clock.now() + ms;
    this.#tell({ status: 'waiting', url: this.#url, attempt: this.#failures, retryAt });
  }

  #after(place: number): number {
    return (place + 1) % this.#places.length;
  }

  /** Any other place, so that a crowd that is sent away does not go to one place all together. */
  #another(place: number): number {
    const others = this.#places.length - 1;
    if (others === 0) return place;
    return (place + 1 + Math.min(others - 1, Math.floor(this.#parts.random() * others))) % this.#places.length;
  }

  #drop(): void {
    if (this.#onlineAt !== undefined && this.#parts.clock.now() - this.#onlineAt >= HEALTHY_MS) this.#failures = 0;
    this.#cancelWait();
    this.#cancelHome();
    this.#mover.stop();
    this.#renewer?.stop();
    this.#visit?.drop();
    this.#visit = undefined;
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
