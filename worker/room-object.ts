import { DurableObject } from 'cloudflare:workers';
import { type CountReport, createAuthenticator, type Upgrade } from '#app';
import {
  Anteroom,
  type Appended,
  answerToClose,
  CLOSES,
  type Draft,
  DURABILITIES,
  Guard,
  LIMITS,
  type LogListener,
  type LogQuery,
  type LogSlice,
  type Mute,
  type Order,
  PING,
  PONG,
  type RateRule,
  Room,
  type RoomId,
  Session,
  type SessionPorts,
  type SessionState,
  shareWaitMs,
  type Visitor,
} from '#chat';
import { type Answer, answerOf } from './answer.ts';
import { CLOCK_EDGE } from './clock-edge.ts';
import { type EdgeConfig, parseEdgeConfig } from './config.ts';
import { ConnectionEdge } from './connection-edge.ts';
import { ControlView } from './control-view.ts';
import { CountReports } from './count-reports.ts';
import type { Env } from './env.ts';
import type { Following } from './following.ts';
import { KEY_CACHE } from './key-cache.ts';
import { RateLimiterPartition } from './rate-limiter-partition.ts';
import { RoomEnlisting } from './room-enlisting.ts';
import { openRoomKeeper, type RoomKeeper } from './room-keeper.ts';
import type { News } from './room-outlet.ts';
import { RoomReaders } from './room-readers.ts';
import { RoomTimes } from './room-times.ts';
import { noteBehind, noteServed, readBehind, readServed } from './served.ts';
import { WayHome } from './way-home.ts';

/** What sending to one socket costs here, in milliseconds (110,000 to 190,000 a second, measured 2026-11). */
const SEND_MS = 0.008;

/** The header in which the Worker tells what it found out about an upgrade; one from outside is taken away there. */
export const UPGRADE_HEADER = 'x-breakwater-upgrade';

/** How long the sockets of a room count without a word of it: it is asked before. Milliseconds. */
const LEASE_MS = 30 * 60_000;

/** Sockets of one room that may wait without a token. */
const MOST_SILENT = 1_000;

/**
 * One room at the edge. It holds sockets and nothing else that is dear, and sleeps between messages: what a session must
 * remember stands beside its socket, and how far everybody was served stands in the object's storage, so that after
 * waking nothing is missed and nothing comes twice.
 */
export class RoomObject extends DurableObject<Env> {
  readonly #config: EdgeConfig;
  readonly #sessions = new Map<WebSocket, Session>();
  readonly #ports: SessionPorts;
  readonly #control: ControlView;
  readonly #enlisting: RoomEnlisting;
  readonly #times: RoomTimes;
  readonly #counts: CountReports;
  /** Where people are here because the pods had no room. */
  readonly #wayHome: WayHome | undefined;
  #keeper: RoomKeeper | undefined;
  #opening: Promise<Room> | undefined;
  #room: Room | undefined;
  readonly #readers = new RoomReaders(() => this.#rest());
  #cancelRest = () => {};

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#config = parseEdgeConfig(env);
    const clock = CLOCK_EDGE;
    this.#enlisting = new RoomEnlisting(ctx, env);
    this.#control = new ControlView(env, () => this.#enlisting.enlist());
    this.#times = new RoomTimes(ctx.storage);
    const { mode, originUrl } = this.#config;
    if (mode === 'absorb' && originUrl) this.#wayHome = new WayHome(ctx.storage, this.#times, originUrl);
    const name = `room:${ctx.id.name}`;
    this.#counts = new CountReports(env, clock, { name, leaseMs: LEASE_MS, connections: () => this.#sessions.size });
    const { meter } = this.#counts;
    const limiter = new RateLimiterPartition(env.PARTITION_OBJECTS, this.#config.partitions);
    this.#ports = {
      rooms: { enter: async (id) => ({ room: await this.#open(id), leave: () => this.#rest() }) },
      authenticator: createAuthenticator(this.#config.auth, clock, KEY_CACHE),
      guard: new Guard({ control: this.#control, limiter, clock, rules: this.#config.guard }),
      anteroom: new Anteroom(MOST_SILENT),
      wakeAt: (at) => this.#times.wakeAt(at),
      clock,
      meter,
      newId: () => crypto.randomUUID(),
      place: this.#config.place,
      shownEarly: DURABILITIES[this.#config.durability].shownEarly,
    };
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#wake();
  }

  /** Takes a socket; the Worker's app has checked everything about it. */
  override async fetch(request: Request): Promise<Response> {
    const upgrade = JSON.parse(decodeURIComponent(request.headers.get(UPGRADE_HEADER) ?? '')) as Upgrade;
    const [client, socket] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket];
    this.ctx.acceptWebSocket(socket);
    const session = new Session(upgrade.room, new ConnectionEdge(socket), this.#ports);
    this.#sessions.set(socket, session);
    this.#remember(socket, session);
    this.ctx.waitUntil(session.start(upgrade.identity, upgrade.after).then(() => this.#remember(socket, session)));
    this.#wayHome?.watch();
    this.#tell();
    const headers = upgrade.protocol === undefined ? {} : { 'sec-websocket-protocol': upgrade.protocol };
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const session = this.#sessions.get(socket);
    if (typeof message !== 'string') return session?.receiveBinary(message.byteLength);
    const before = session?.state.identity;
    await session?.receive(message);
    if (session && session.state.identity !== before) this.#remember(socket, session);
    this.#tell();
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#end(socket, code);
    new ConnectionEdge(socket).close(answerToClose(code), reason);
  }

  override webSocketError(socket: WebSocket): void {
    this.#end(socket, 1006);
  }

  /**
   * What the partition object brings: entries, comings and goings, or that some may be missing.
   *
   * @returns whether anybody is here to hear it, or may be back in a moment
   */
  async deliver(news: readonly News[]): Promise<boolean> {
    await this.#opening?.catch(() => {});
    for (const item of news) this.#keeper?.take?.(item);
    return this.#sessions.size + this.#readers.size > 0 || this.#opening !== undefined;
  }

  /**
   * What the control object tells: whom it is about is sent away.
   *
   * @returns whether anybody is here
   */
  obey(orders: readonly Order[]): boolean {
    this.#control.tell(orders);
    if (this.#sessions.size === 0) this.#enlisting.forget();
    return this.#sessions.size > 0;
  }

  /** Somebody's token expires about now, or it is time to ask people over to the pods. */
  override async alarm(): Promise<void> {
    this.#times.woken();
    for (const session of [...this.#sessions.values()]) session.expire();
    await this.#wayHome?.round(() => this.#sessions.values());
  }

  /** What is here now, for the analytics. */
  counts(): CountReport {
    return this.#counts.report;
  }

  #tell(): void {
    this.ctx.waitUntil(this.#counts.tell());
  }

  async append(id: RoomId, draft: Draft, rate?: RateRule): Promise<Answer<Appended>> {
    await this.#opening;
    return answerOf(this.#keep(id).log.append(id, draft, rate));
  }

  async read(id: RoomId, query: LogQuery): Promise<Answer<LogSlice>> {
    await this.#opening;
    return answerOf(this.#keep(id).log.read(id, query));
  }

  async mutes(id: RoomId): Promise<Answer<readonly Mute[]>> {
    await this.#opening;
    return answerOf(this.#keep(id).log.mutes(id));
  }

  members(id: RoomId): Promise<Answer<readonly Visitor[]>> {
    return answerOf(this.#keep(id).presence.members(id));
  }

  /** Tells a reader of this room's events what comes, until they stop or cannot be reached. */
  follow(id: RoomId, listener: LogListener): Promise<Answer<Following>> {
    return answerOf(this.#readers.follow(id, this.#keep(id).log, listener));
  }

  #keep(id: RoomId): RoomKeeper {
    const sessions = () => [...this.#sessions.values()].map((session) => session.id);
    this.#keeper ??= openRoomKeeper(id, { config: this.#config, ctx: this.ctx, env: this.env, sessions });
    return this.#keeper;
  }

  /** The room, started by whoever needs it first. One that everybody left before it had started is stopped again. */
  #open(id: RoomId, sleepers?: readonly Session[]): Promise<Room> {
    if (this.#opening) return this.#opening;
    const keeper = this.#keep(id);
    const room = new Room(id, {
      ...keeper,
      clock: CLOCK_EDGE,
      meter: this.#counts.meter,
      retention: this.#config.retention,
      shareWaitMs: (listeners) => shareWaitMs(listeners, SEND_MS),
      noteBehind: (sessions) => noteBehind(this.ctx.storage, sessions),
      messageRate: this.#config.messageRate,
    });
    const opening = this.#start(room, keeper, sleepers).then(
      () => {
        if (this.#opening !== opening) room.stop();
        else this.#room = room;
        return room;
      },
      (error) => {
        if (this.#opening === opening) this.#opening = undefined;
        throw error;
      },
    );
    this.#opening = opening;
    return opening;
  }

  /**
   * Up to where sleepers were served: in the object's own SQLite an entry is handed out in the turn in which it is
   * appended, so that is the head; what comes from Redis is noted when it is handed out.
   */
  async #start(room: Room, keeper: RoomKeeper, sleepers?: readonly Session[]): Promise<void> {
    const note = keeper.take && noteServed(this.ctx.storage);
    if (sleepers === undefined) {
      await room.start();
      if (note) await room.join(note);
      return;
    }
    const { epoch, head } = await keeper.log.read(room.id, { limit: 1 });
    const from = (note && readServed(this.ctx.storage)) ?? { epoch, offset: head };
    const entrants = sleepers.map((session) => session.entrant);
    await room.start({ from, entrants: note ? [...entrants, note] : entrants });
  }

  /** Takes everybody back in whose socket was kept while the object slept. */
  #wake(): void {
    const entered = Promise.withResolvers<Room>();
    entered.promise.catch(() => {});
    const behind = readBehind(this.ctx.storage);
    for (const socket of this.ctx.getWebSockets()) {
      const state = socket.deserializeAttachment() as SessionState | null;
      if (state === null) continue;
      // They were not served as far as the others: only they know up to where, and come back from there.
      if (behind.has(state.session)) {
        new ConnectionEdge(socket).close(1012, CLOSES[1012].name);
        continue;
      }
      const session = Session.restore(state, new ConnectionEdge(socket), this.#ports, entered.promise);
      this.#sessions.set(socket, session);
    }
    if (behind.size > 0) noteBehind(this.ctx.storage, []);
    const sleepers = [...this.#sessions.values()].filter((session) => session.state.identity !== undefined);
    if (sleepers[0]) this.#open(sleepers[0].room, sleepers).then(entered.resolve, entered.reject);
  }

  #remember(socket: WebSocket, session: Session): void {
    socket.serializeAttachment(session.state);
  }

  #end(socket: WebSocket, code: number): void {
    this.#sessions.get(socket)?.end(code);
    this.#sessions.delete(socket);
    this.#tell();
    this.#rest();
  }

  /** With nobody here nothing is listened to, once whoever went last had the time to come back. */
  #rest(): void {
    this.#cancelRest();
    if (this.#sessions.size > 0) return;
    this.#cancelRest = CLOCK_EDGE.after(LIMITS.returnMs, () => {
      if (this.#sessions.size > 0) return;
      this.#enlisting.leave();
      this.#room?.stop();
      this.#room = undefined;
      this.#opening = undefined;
    });
  }
}
