import { WebSocket } from 'ws';
import type { Position } from '#chat';
import { ChatClient, type SocketClass } from '#client';
import { ClockFreezing } from './clock-freezing.ts';
import type { CrowdTurns } from './crowd-turns.ts';

/** When somebody was let in where, in epoch milliseconds. */
export interface Arrival {
  readonly at: number;
  readonly place: string;
}

/** What befell one client since the storm began. Times in milliseconds. */
export interface MemberRecord {
  /** Without a socket that was let in, all together. */
  readonly offlineMs: number;
  /** From the loss of its socket, or from being asked to move, to the next welcome; `undefined` when nothing befell it. */
  readonly backMs: number | undefined;
  /** How long each welcome took that it waited for without a socket, from the try to the welcome. */
  readonly welcomeMs: readonly number[];
  readonly arrivals: readonly Arrival[];
  readonly unrecovered: number;
}

/** A client as its users have it, and what it told, written down. */
export class StormMember {
  readonly room: string;
  readonly heard: Array<{ readonly id: string; readonly offset: number }> = [];
  readonly latenciesMs: number[] = [];
  readonly online: Promise<void>;
  readonly #client: ChatClient;
  readonly #clock: ClockFreezing;
  readonly #sockets = new Set<WebSocket>();
  #welcomeMs: number[] = [];
  #arrivals: Arrival[] = [];
  #offlineMs = 0;
  #backMs: number | undefined;
  #lostAt: number | undefined;
  #askedAt: number | undefined;
  #triedAt: number | undefined;
  #unrecovered = 0;

  /** One that is rude comes back after the same waits as all others. It acts when its crowd gives it a turn. */
  constructor(room: string, token: string, urls: readonly string[], rude: boolean, turns: CrowdTurns) {
    this.#clock = new ClockFreezing(turns);
    this.room = room;
    const online = Promise.withResolvers<void>();
    this.online = online.promise;
    const chance = rude ? { random: () => 0.5 } : {};
    const clock = this.#clock;
    this.#client = new ChatClient({ urls, room, token, clock, WebSocket: this.#socketClass(), ...chance });
    this.#client.on('entry', (entry) => {
      if (entry.kind === 'message') this.heard.push({ id: entry.id, offset: entry.offset });
      this.latenciesMs.push(Math.max(0, Date.now() - entry.at));
    });
    this.#client.on('gap', () => this.#unrecovered++);
    this.#client.on('reconnect', () => {
      this.#askedAt ??= performance.now();
    });
    this.#client.on('welcome', ({ place }) => this.#arrivals.push({ at: Date.now(), place }));
    this.#client.on('state', ({ status }) => {
      const now = performance.now();
      if (status === 'online') {
        this.#arrive(now);
        online.resolve();
      } else if (status !== 'closed') {
        this.#lostAt ??= now;
        this.#triedAt = status === 'connecting' ? now : undefined;
      }
    });
  }

  /** Forgets what was before the storm. */
  mark(): void {
    this.#welcomeMs = [];
    this.latenciesMs.length = 0;
    this.#offlineMs = 0;
    this.#backMs = undefined;
    this.#arrivals = [];
    this.#unrecovered = 0;
  }

  async say(text: string): Promise<{ readonly id: string; readonly position: Position }> {
    return this.#client.say(text).sent;
  }

  get isOnline(): boolean {
    return this.#client.state.status === 'online';
  }

  get isFrozen(): boolean {
    return this.#clock.isFrozen;
  }

  /** Stands still, as a machine does whose lid is closed: reads nothing, and none of its timers strikes. */
  freeze(): void {
    this.#clock.freeze();
    for (const socket of this.#sockets) socket.pause();
  }

  thaw(): void {
    for (const socket of this.#sockets) socket.resume();
    this.#clock.thaw();
  }

  /** Breaks its line without a word, and comes back after so long: one that is cut again and again would wait for longer and longer. */
  cut(backMs: number): void {
    for (const socket of this.#sockets) socket.terminate();
    setTimeout(() => this.#client.retryNow(), backMs);
  }

  get record(): MemberRecord {
    return {
      offlineMs: this.#offlineMs,
      backMs: this.#backMs,
      welcomeMs: this.#welcomeMs,
      arrivals: this.#arrivals,
      unrecovered: this.#unrecovered,
    };
  }

  close(): void {
    this.#client.close();
  }

  /** The socket of `ws` is lighter than Node's own: thousands fit into one process. */
  #socketClass(): SocketClass {
    const sockets = this.#sockets;
    class KnownSocket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        sockets.add(this);
        this.once('close', () => sockets.delete(this));
      }
    }
    return KnownSocket as unknown as SocketClass;
  }

  #arrive(now: number): void {
    if (this.#lostAt !== undefined) this.#offlineMs += now - this.#lostAt;
    if (this.#triedAt !== undefined) this.#welcomeMs.push(now - this.#triedAt);
    const since = this.#lostAt ?? this.#askedAt;
    if (since !== undefined) this.#backMs = Math.max(this.#backMs ?? 0, now - since);
    this.#lostAt = undefined;
    this.#askedAt = undefined;
    this.#triedAt = undefined;
  }
}
