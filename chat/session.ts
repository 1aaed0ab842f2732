import type { Act } from './act.ts';
import { performAct } from './act-perform.ts';
import type { Authenticator } from './authenticator.ts';
import { Badge, type BadgePorts } from './badge.ts';
import type { CloseCode } from './close.ts';
import { CLOSES, mayReturn } from './close.ts';
import type { Connection } from './connection.ts';
import type { Entrant } from './entrant.ts';
import { ChatFault, faultOf } from './fault.ts';
import { type ClientFrame, type ClientFrameOf as Frame, PONG, parseClientFrame, salvageId } from './frame-client.ts';
import { encodeFault, encodeServerFrame, encodeWelcome } from './frame-server.ts';
import { LIMITS } from './limits.ts';
import type { Meter } from './meter.ts';
import { parseMotion } from './motion.ts';
import { Outlet } from './outlet.ts';
import type { Position } from './position.ts';
import { may } from './rights.ts';
import type { Room } from './room.ts';
import type { RoomDoor } from './room-directory.ts';
import type { RoomId } from './room-id.ts';
import { Strikes } from './strikes.ts';
import type { Identity } from './visitor.ts';

export interface SessionPorts extends BadgePorts {
  readonly rooms: RoomDoor;
  readonly authenticator: Authenticator;
  readonly meter: Meter;
  readonly newId: () => string;
  /** The name of this process, for people. */
  readonly place: string;
  /** Whether entries are shown before they are as safe as they must be. */
  readonly shownEarly?: boolean | undefined;
}

/** What a session is, as plain data: an object that sleeps keeps it beside the socket. */
export interface SessionState {
  readonly session: string;
  readonly room: RoomId;
  /** Who it is, once that is known. */
  readonly identity?: Identity | undefined;
  /** Whether the client says how far it has read. */
  readonly got?: boolean | undefined;
}

/**
 * One socket's conversation: who are you, welcome, frames, goodbye. Knows no runtime; whoever owns the socket calls
 * `start`, `receive` and `end`, in that order.
 */
export class Session {
  readonly id: string;
  readonly room: RoomId;
  readonly #ports: SessionPorts;
  readonly #connection: Connection;
  readonly #outlet: Outlet;
  #got = false;
  readonly #badge: Badge;
  #strikes: Strikes | undefined;
  #entered: Promise<{ room: Room; leave: () => void }> | undefined;
  #leave: (() => void) | undefined;
  #closing = false;
  #ended = false;

  constructor(room: RoomId, connection: Connection, ports: SessionPorts) {
    this.id = ports.newId();
    this.room = room;
    this.#connection = connection;
    this.#outlet = new Outlet(connection, ports.clock, () => this.#tell(new ChatFault('kicked')));
    this.#ports = ports;
    this.#badge = new Badge(room, ports, { silent: () => this.#close(4408), over: (fault) => this.#tell(fault) });
  }

  /** A session that was welcomed before its object slept; `entered` is the room that took it back in. */
  static restore(state: SessionState, connection: Connection, ports: SessionPorts, entered: Promise<Room>): Session {
    const session = new Session(state.room, connection, { ...ports, newId: () => state.session });
    if (state.got) session.#useCredit();
    if (state.identity) {
      session.#badge.restore(state.identity);
      session.#entered = entered.then((room) => ({ room, leave: () => room.leave(state.session) }));
      session.#entered.catch((error: unknown) => session.#refuse(error));
    } else session.#badge.awaitToken();
    return session;
  }

  get state(): SessionState {
    return { session: this.id, room: this.room, identity: this.#badge.identity, ...(this.#got && { got: true }) };
  }

  /** How the room reaches this session. */
  get entrant(): Entrant {
    return { session: this.id, visitor: this.#badge.identity?.visitor, listener: this.#outlet, welcome: () => {} };
  }

  /** Begins: joins at once when the upgrade already said who it is, waits for a token otherwise. */
  async start(identity?: Identity, after?: Position): Promise<void> {
    this.#ports.meter.add('breakwater_connections_total');
    this.#ports.meter.add('websocket_connections_active', 1);
    if (identity) await this.#join(identity, after);
    else this.#badge.awaitToken();
  }

  /** The token's time may be over: then so is the conversation. Safe to call at any time. */
  expire(): void {
    if (!this.#over) this.#badge.expire();
  }

  /** Takes one frame. Resolves when it is answered; never rejects. */
  async receive(text: string): Promise<void> {
    if (this.#over) return;
    try {
      await this.#handle(parseClientFrame(text));
    } catch (error) {
      this.#tell(error, salvageId(text));
    }
  }

  /**
   * Takes a binary frame of so many bytes: this protocol has none, so its sender is told. The conversation goes on,
   * unless it is larger than any frame may be.
   */
  receiveBinary(bytes: number): void {
    if (this.#over) return;
    const large = bytes > LIMITS.frameBytes;
    this.#tell(
      large ? new ChatFault('frame-too-large') : new ChatFault('bad-frame', { found: 'it is binary, send text' }),
    );
  }

  /** Asks the client to come back elsewhere after a while. It is served here until it does. */
  askToMove(afterMs: number): void {
    this.#connection.send(encodeServerFrame({ type: 'reconnect', afterMs }));
  }

  /** Closes, because this process leaves. */
  dismiss(): void {
    this.#close(1012);
  }

  /** The socket is gone. */
  end(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#badge.end();
    this.#outlet.stop();
    this.#leave?.();
    this.#entered?.then(
      ({ room, leave }) => {
        room.leave(this.id, mayReturn(code) ? LIMITS.returnMs : 0);
        leave();
      },
      () => {},
    );
    this.#ports.meter.add('websocket_connections_active', -1);
    this.#ports.meter.add('breakwater_connections_closed_total', 1, {
      code: Object.hasOwn(CLOSES, code) ? String(code) : 'other',
    });
  }

  #handle(frame: ClientFrame): Promise<void> | void {
    switch (frame.type) {
      case 'ping':
        return this.#connection.send(PONG);
      case 'authenticate':
        return this.#authenticate(frame);
      case 'refresh':
        return this.#refresh(frame);
      case 'got':
        return this.#outlet.got(frame.position);
      case 'typing':
      case 'cursor':
        return this.#move(frame);
      default:
        return this.#act(frame);
    }
  }

  async #authenticate(frame: Frame<'authenticate'>): Promise<void> {
    if (this.#entered) throw new ChatFault('already-authenticated');
    const identity = await this.#ports.authenticator.authenticate(frame.token);
    // Who went away while the token was looked at must not hold the room.
    if (this.#over) return;
    if (this.#entered) throw new ChatFault('already-authenticated');
    if (frame.got) this.#useCredit();
    await this.#join(identity, frame.after);
  }

  #useCredit(): void {
    this.#got = true;
    this.#outlet.useCredit();
  }

  async #refresh(frame: Frame<'refresh'>): Promise<void> {
    this.#badge.known();
    const identity = await this.#ports.authenticator.authenticate(frame.token);
    await this.#badge.renew(identity);
    this.#connection.send(encodeServerFrame({ type: 'refreshed', expiresAt: identity.expiresAt }));
  }

  async #act(act: Act): Promise<void> {
    const identity = this.#badge.known();
    const entered = await this.#entered;
    if (entered === undefined) throw new ChatFault('not-authenticated');
    const accepted = await performAct(entered.room, act, identity).catch((error) => this.#slowDown(error));
    const frame = encodeServerFrame({ type: 'ack', id: act.id, ...accepted });
    // The entry itself is on its way to whoever wrote it: both are one write.
    if (this.#outlet.has(accepted.position)) this.#connection.send(frame);
    else this.#connection.send(frame, 'soon');
  }

  async #move(frame: Frame<'typing' | 'cursor'>): Promise<void> {
    const identity = this.#badge.known();
    if (!may(identity, 'say', this.room)) throw new ChatFault('forbidden');
    const motion = parseMotion(frame, this.id, identity.visitor);
    const entered = await this.#entered;
    if (!this.#over) entered?.room.move(motion);
  }

  /** Whoever goes on although they were told to wait is sent away, and told for how long. */
  #slowDown(error: unknown): never {
    const { code, retryAfterMs = 0 } = faultOf(error);
    this.#strikes ??= new Strikes();
    if (code !== 'rate-limited' || !this.#strikes.refused(this.#ports.clock.now(), retryAfterMs)) throw error;
    throw new ChatFault('too-insistent', { retryAfterMs: Math.max(retryAfterMs, LIMITS.insistentMs) });
  }

  async #join(identity: Identity, after: Position | undefined): Promise<void> {
    const { rooms, clock, place, shownEarly } = this.#ports;
    this.#entered = this.#badge.admit(identity).then(async () => {
      const entered = await rooms.enter(this.room);
      this.#leave = entered.leave;
      const welcome: Entrant['welcome'] = ({ membersJson, ...told }) =>
        this.#connection.send(
          encodeWelcome(
            {
              type: 'welcome',
              room: this.room,
              session: this.id,
              visitor: identity.visitor,
              at: clock.now(),
              place,
              ...(shownEarly && { shownEarly }),
              expiresAt: identity.expiresAt,
              ...told,
              ...(this.#outlet.gotEvery !== undefined && { gotEvery: this.#outlet.gotEvery }),
            },
            membersJson,
          ),
        );
      if (!this.#ended) await entered.room.join({ ...this.entrant, after, welcome });
      return entered;
    });
    try {
      await this.#entered;
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** The room cannot be entered now: the client is told why, and comes back. */
  #refuse(error: unknown): void {
    if (this.#ended) return;
    this.#tell(error);
    if (!this.#closing) this.#close(1013);
  }

  #tell(error: unknown, id?: string): void {
    const fault = faultOf(error);
    this.#ports.meter.add('breakwater_faults_total', 1, { code: fault.code });
    this.#connection.send(encodeFault(fault, id));
    if (fault.closes !== undefined) this.#close(fault.closes as CloseCode);
  }

  /** A socket that is told to close may still bring frames: they come too late. */
  get #over(): boolean {
    return this.#closing || this.#ended;
  }

  #close(code: CloseCode): void {
    this.#closing = true;
    this.#connection.close(code, CLOSES[code].name);
  }
}
