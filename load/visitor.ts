import { WebSocket } from 'ws';
import { ChatClient, type SocketClass } from '#client';
import type { Tally } from './tally.ts';

export interface VisitorPlan {
  readonly urls: readonly string[];
  readonly room: string;
  readonly token: string;
  /** Types its words letter by letter at a place on the canvas before it says them. */
  readonly canvas: boolean;
}

/** How far from the middle of the canvas people write. */
const REACH = 2_000;
const FIRST_WORDS = 5;

/** Somebody of the crowd: the client that pages use, and what it tells, counted. */
export class Visitor {
  readonly #client: ChatClient;
  readonly #tally: Tally;
  readonly #plan: VisitorPlan;
  readonly #sockets: WebSocket[] = [];
  readonly #startedAt = performance.now();
  #lastOffset: number | undefined;
  #wasOnline = false;
  #welcomed = false;
  /** By the log's clock: since when it has been in its room without a break. */
  #sinceAt = Number.POSITIVE_INFINITY;
  #lostAt: number | undefined;
  #cutAt: number | undefined;
  #waiting = 0;

  constructor(plan: VisitorPlan, tally: Tally) {
    this.#plan = plan;
    this.#tally = tally;
    const sockets = this.#sockets;
    class Remembered extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols);
        sockets.push(this);
        this.once('close', () => sockets.splice(sockets.indexOf(this), 1));
      }
    }
    const { urls, room, token } = plan;
    this.#client = new ChatClient({ urls, room, token, WebSocket: Remembered as unknown as SocketClass });
    this.#listen();
  }

  /** Messages that were said and neither acknowledged nor refused yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The newest entry that came, and the room that it came in. */
  get reached(): { readonly room: string; readonly offset: number } {
    return { room: this.#plan.room, offset: this.#lastOffset ?? 0 };
  }

  say(text: string): void {
    const saidAt = performance.now();
    const place = this.#plan.canvas ? { x: anywhere(), y: anywhere() } : undefined;
    const id = crypto.randomUUID();
    if (place) {
      for (let length = 1; length <= FIRST_WORDS; length++) this.#client.typing(text.slice(0, length), { id, place });
    }
    this.#tally.add('published');
    this.#waiting++;
    this.#client.say(text, { id, ...(place && { place }) }).sent.then(
      () => {
        this.#waiting--;
        this.#tally.publish.record(performance.now() - saidAt);
      },
      () => {
        this.#waiting--;
        this.#tally.add('refused');
      },
    );
  }

  /** Its line is cut, as by a network that goes away. */
  cut(): void {
    this.#cutAt = performance.now();
    for (const socket of this.#sockets) socket.terminate();
  }

  leave(): void {
    this.#client.close();
  }

  #listen(): void {
    const [client, tally] = [this.#client, this.#tally];
    client.on('welcome', ({ recovered }) => {
      // The first is nothing to come back to.
      if (this.#welcomed) tally.add(recovered ? 'resumed' : 'not_recovered');
      this.#welcomed = true;
    });
    client.on('state', ({ status }) => (status === 'online' ? this.#arrive() : this.#lose(status)));
    client.on('gap', () => tally.add('gaps'));
    client.on('entry', ({ at, offset }) => {
      tally.add('delivered');
      if (this.#lastOffset !== undefined && offset <= this.#lastOffset) tally.add('repeats');
      if (this.#lastOffset !== undefined && offset > this.#lastOffset + 1) tally.add('holes');
      this.#lastOffset = offset;
      // What was said before it came, or while it was away, says nothing of how quick delivery is.
      if (at > this.#sinceAt) tally.deliver(Math.max(0, client.serverNow() - at));
    });
  }

  #arrive(): void {
    const now = performance.now();
    if (!this.#wasOnline) this.#tally.connect.record(now - this.#startedAt);
    else if (this.#cutAt !== undefined) this.#tally.resume.record(now - this.#cutAt);
    else if (this.#lostAt !== undefined) this.#tally.add('dropped');
    if (!this.#wasOnline || this.#lostAt !== undefined) this.#sinceAt = this.#client.serverNow();
    this.#wasOnline = true;
    this.#cutAt = undefined;
    this.#lostAt = undefined;
  }

  #lose(status: string): void {
    if (!this.#wasOnline || status === 'closed') return;
    this.#lostAt ??= performance.now();
    this.#sinceAt = Number.POSITIVE_INFINITY;
  }
}

function anywhere(): number {
  return Math.round((Math.random() * 2 - 1) * REACH);
}
