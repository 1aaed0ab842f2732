import { WebSocket } from 'ws';
import type { Position } from '#chat';
import { ChatClient, type ClientState, type SocketClass } from '#client';
import type { Lateness } from './drill-lateness.ts';

/** What befell visitors, added up. */
export interface VisitorCounts {
  /** Connections that ended although nobody wanted to leave, and before another was there. */
  cuts: number;
  /** The same by the place that they were at. */
  cutsFrom: Record<string, number>;
  /** Moves to another pod without a gap. */
  handedOver: number;
  /** Connections that were let in. */
  welcomes: number;
  /** Holes that a server told of. */
  gaps: number;
  heard: number;
}

/** Somebody who comes to their room, stays, leaves, and goes on where they stopped when they come back. */
export class DrillVisitor {
  readonly room: string;
  readonly heard: Array<{ readonly id: string; readonly offset: number }> = [];
  readonly #url: string;
  readonly #token: string;
  readonly #counts: VisitorCounts;
  readonly #late: Lateness;
  #client: ChatClient | undefined;
  #position: Position | undefined;
  #moving = false;
  #wasOnline = false;
  /** The pod that they are on. */
  #place = '';
  #unsent = 0;
  #arrivedAt = 0;

  /** @param late takes how long each entry took from the log to here, in milliseconds */
  constructor(room: string, url: string, token: string, counts: VisitorCounts, late: Lateness) {
    this.room = room;
    this.#url = url;
    this.#token = token;
    this.#counts = counts;
    this.#late = late;
  }

  get isHere(): boolean {
    return this.#client !== undefined;
  }

  get isOnline(): boolean {
    return this.#client?.state.status === 'online';
  }

  /** Whether nothing that they said waits for its answer. */
  get isQuiet(): boolean {
    return this.#unsent === 0;
  }

  come(): void {
    const position = this.#position;
    const client = new ChatClient({
      urls: this.#url,
      room: this.room,
      token: this.#token,
      position,
      // The socket of `ws` is lighter than Node's own.
      WebSocket: WebSocket as unknown as SocketClass,
    });
    this.#client = client;
    this.#wasOnline = false;
    this.#moving = false;
    client.on('entry', (entry) => {
      if (entry.kind === 'message') this.heard.push({ id: entry.id, offset: entry.offset });
      this.#counts.heard++;
      // What was said before they came is no measure of how quick it is.
      if (entry.at > this.#arrivedAt) this.#late.add(Math.max(0, Date.now() - entry.at));
    });
    client.on('gap', () => this.#counts.gaps++);
    client.on('reconnect', () => {
      this.#moving = true;
    });
    client.on('state', (state) => this.#turn(state));
  }

  /** Leaves the room. What they said must be acknowledged first. */
  leave(): void {
    this.#position = this.#client?.position ?? this.#position;
    const client = this.#client;
    this.#client = undefined;
    client?.close();
  }

  async say(text: string): Promise<{ readonly id: string; readonly position: Position } | undefined> {
    if (this.#client === undefined) return undefined;
    this.#unsent++;
    try {
      return await this.#client.say(text).sent;
    } finally {
      this.#unsent--;
    }
  }

  #turn(state: ClientState): void {
    if (this.#client === undefined) return;
    if (state.status === 'online') {
      this.#counts.welcomes++;
      if (this.#wasOnline && this.#moving) this.#counts.handedOver++;
      if (!this.#wasOnline) this.#arrivedAt = Date.now();
      this.#wasOnline = true;
      this.#place = state.place;
      this.#moving = false;
    } else {
      if (this.#wasOnline) this.#cut();
      this.#wasOnline = false;
    }
  }
  #cut(): void {
    const { cutsFrom } = this.#counts;
    this.#counts.cuts++;
    cutsFrom[this.#place] = (cutsFrom[this.#place] ?? 0) + 1;
  }
}
