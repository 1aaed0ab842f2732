import { DurableObject } from 'cloudflare:workers';
import type { Upgrade } from '#app';
import {
  type Appended,
  type Draft,
  type LogListener,
  type LogQuery,
  type LogSlice,
  NO_METER,
  PING,
  PONG,
  type Position,
  type RateRule,
  Room,
  type RoomId,
  type RoomPast,
  Session,
  type SessionPorts,
  type SessionState,
  type Visitor,
} from '#chat';
import { type Answer, answerOf } from './answer.ts';
import { createAuthenticator } from './auth.ts';
import { CLOCK_EDGE } from './clock-edge.ts';
import { type EdgeConfig, parseEdgeConfig } from './config.ts';
import { ConnectionEdge } from './connection-edge.ts';
import type { Env } from './env.ts';
import { Following } from './following.ts';
import { openRoomKeeper, type RoomKeeper } from './room-keeper.ts';
import type { News } from './room-outlet.ts';

/** The header in which the Worker tells what it found out about an upgrade; one from outside is taken away there. */
export const UPGRADE_HEADER = 'x-breakwater-upgrade';

/**
 * One room at the edge. It holds sockets and nothing else that is dear, and sleeps between messages: what a session must
 * remember stands beside its socket, and how far everybody was served stands in the object's storage, so that after
 * waking nothing is missed and nothing comes twice.
 */
export class RoomObject extends DurableObject<Env> {
  readonly #config: EdgeConfig;
  readonly #sessions = new Map<WebSocket, Session>();
  readonly #ports: SessionPorts;
  #keeper: RoomKeeper | undefined;
  #opening: Promise<Room> | undefined;
  #room: Room | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#config = parseEdgeConfig(env);
    this.#ports = {
      rooms: { enter: async (id) => ({ room: await this.#open(id), leave: () => this.#rest() }) },
      authenticator: createAuthenticator(this.#config.auth),
      clock: CLOCK_EDGE,
      meter: NO_METER,
      newId: () => crypto.randomUUID(),
      place: this.#config.place,
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
    this.ctx.waitUntil(session.start(upgrade.identity, upgrade.after));
    const headers = upgrade.protocol === undefined ? {} : { 'sec-websocket-protocol': upgrade.protocol };
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const session = this.#sessions.get(socket);
    if (typeof message !== 'string') return session?.receiveBinary(message.byteLength);
    const before = session?.state.identity;
    await session?.receive(message);
    if (session && session.state.identity !== before) this.#remember(socket, session);
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#end(socket, code);
    // 1005 and 1006 are only seen, never sent.
    new ConnectionEdge(socket).close(code === 1005 || code === 1006 ? 1000 : code, reason);
  }

  override webSocketError(socket: WebSocket): void {
    this.#end(socket, 1006);
  }

  /** What the partition object brings: entries, comings and goings, or that some may be missing. */
  async deliver(news: readonly News[]): Promise<void> {
    const room = await this.#opening;
    for (const item of news) this.#keeper?.take?.(item);
    if (room?.head) this.ctx.storage.kv.put('served', room.head);
  }

  async append(id: RoomId, draft: Draft, rate?: RateRule): Promise<Answer<Appended>> {
    await this.#opening;
    return answerOf(this.#keep(id).log.append(id, draft, rate));
  }

  async read(id: RoomId, query: LogQuery): Promise<Answer<LogSlice>> {
    await this.#opening;
    return answerOf(this.#keep(id).log.read(id, query));
  }

  members(id: RoomId): Promise<Answer<readonly Visitor[]>> {
    return answerOf(this.#keep(id).presence.members(id));
  }

  /** Tells a reader of this room's events what comes, until they stop or cannot be reached. */
  async follow(id: RoomId, listener: LogListener): Promise<Answer<Following>> {
    // What arrives is a stub, and ends with this call unless it is kept.
    const reader = (listener as unknown as { dup(): LogListener & Disposable }).dup();
    let stop: (() => void) | undefined;
    const end = () => {
      if (stop === undefined) return;
      stop();
      stop = undefined;
      reader[Symbol.dispose]();
      this.#rest();
    };
    const tell = async (call: () => unknown) => {
      try {
        await call();
      } catch {
        end();
      }
    };
    return answerOf(
      this.#keep(id)
        .log.follow(id, {
          entries: (batch) => tell(() => reader.entries(batch)),
          lost: () => tell(() => reader.lost()),
        })
        .then((stopFollowing) => {
          stop = stopFollowing;
          return new Following(end);
        }),
    );
  }

  #keep(id: RoomId): RoomKeeper {
    this.#keeper ??= openRoomKeeper(id, this.#config, this.ctx, this.env);
    return this.#keeper;
  }

  #open(id: RoomId, past?: (keeper: RoomKeeper) => Promise<RoomPast>): Promise<Room> {
    this.#opening ??= this.#start(id, past).catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #start(id: RoomId, past?: (keeper: RoomKeeper) => Promise<RoomPast>): Promise<Room> {
    const keeper = this.#keep(id);
    const room = new Room(id, { ...keeper, clock: CLOCK_EDGE, meter: NO_METER, retention: this.#config.retention });
    await room.start(await past?.(keeper));
    this.#room = room;
    if (keeper.take && room.head) this.ctx.storage.kv.put('served', room.head);
    return room;
  }

  /** Takes everybody back in whose socket was kept while the object slept. */
  #wake(): void {
    const entered = Promise.withResolvers<Room>();
    entered.promise.catch(() => {});
    let id: RoomId | undefined;
    for (const socket of this.ctx.getWebSockets()) {
      const state = socket.deserializeAttachment() as SessionState | null;
      if (state === null) continue;
      id = state.room;
      const session = Session.restore(state, new ConnectionEdge(socket), this.#ports, entered.promise);
      this.#sessions.set(socket, session);
    }
    const room = id;
    if (room === undefined) return;
    const sessions = [...this.#sessions.values()].filter((session) => session.state.identity !== undefined);
    this.#open(room, (keeper) => this.#past(keeper, room, sessions)).then(entered.resolve, (error) => {
      entered.reject(error);
      // They come back and continue from their positions, which nobody here knows.
      for (const socket of this.#sessions.keys()) new ConnectionEdge(socket).close(1013, 'unavailable');
    });
  }

  /**
   * Up to where everybody was served. In the object's own SQLite an entry is handed out in the turn in which it is
   * appended, so that is the head; what comes from Redis is noted when it was handed out.
   */
  async #past(keeper: RoomKeeper, id: RoomId, sessions: readonly Session[]): Promise<RoomPast> {
    const noted = keeper.take && this.ctx.storage.kv.get<Position>('served');
    const slice = await keeper.log.read(id, { limit: 1 });
    if (!keeper.take) {
      for (const { id: session, entrant } of sessions) {
        if (entrant.visitor) await keeper.presence.join(id, session, entrant.visitor);
      }
    }
    const from = noted ?? { epoch: slice.epoch, offset: slice.head };
    return { from, entrants: sessions.map((session) => session.entrant) };
  }

  #remember(socket: WebSocket, session: Session): void {
    socket.serializeAttachment(session.state);
  }

  #end(socket: WebSocket, code: number): void {
    this.#sessions.get(socket)?.end(code);
    this.#sessions.delete(socket);
    this.#rest();
  }

  /** With nobody here nothing is listened to. */
  #rest(): void {
    if (this.#sessions.size > 0) return;
    this.#room?.stop();
    this.#room = undefined;
    this.#opening = undefined;
  }
}
