import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Upgrade } from '#app';
import { Session, type SessionPorts } from '#chat';
import { ConnectionWs } from './connection-ws.ts';
import { Drain, FAREWELL, type Farewell, type Leaver } from './drain.ts';
import { Expiries } from './expiries.ts';
import { HEARTBEAT, Heartbeat, type HeartbeatTimes } from './heartbeat.ts';

/** Frames of one socket that may be worked on at once; it is not read from while there are more. */
const AT_ONCE = 32;

/** Who was asked to move and stayed is not asked again for so long, in milliseconds. */
const ASK_AGAIN_MS = 300_000;

/** A socket with its session. */
class Stay implements Leaver {
  readonly #connection: ConnectionWs;
  readonly #session: Session;
  readonly #ports: SessionPorts;
  askedAt = Number.NEGATIVE_INFINITY;

  constructor(connection: ConnectionWs, session: Session, ports: SessionPorts) {
    this.#connection = connection;
    this.#session = session;
    this.#ports = ports;
  }

  askToMove(afterMs: number): void {
    const { clock, meter } = this.#ports;
    this.askedAt = clock.now();
    meter.add('breakwater_moves_asked_total');
    this.#session.askToMove(afterMs);
  }

  dismiss(): void {
    this.#session.dismiss();
  }

  terminate(): void {
    this.#connection.terminate();
  }

  expire(): void {
    this.#session.expire();
  }
}

/** Every open socket of this pod, each with its session. */
export class Sockets {
  readonly #ports: SessionPorts;
  readonly #farewell: Farewell;
  readonly #heartbeat: Heartbeat;
  readonly #expiries: Expiries;
  readonly #open = new Set<Stay>();
  #drain: Drain | undefined;

  constructor(ports: SessionPorts, farewell: Farewell = FAREWELL, heartbeat: HeartbeatTimes = HEARTBEAT) {
    this.#expiries = new Expiries(ports.clock, () => {
      for (const stay of this.#open) stay.expire();
    });
    this.#ports = { ...ports, wakeAt: (at) => this.#expiries.wakeAt(at) };
    this.#farewell = farewell;
    this.#heartbeat = new Heartbeat(ports.clock, heartbeat);
  }

  get size(): number {
    return this.#open.size;
  }

  /** Takes a socket whose upgrade was answered. `stream` is what it runs over: it is corked, and opened when this turn is over. */
  open(socket: WebSocket, stream: Duplex, upgrade: Upgrade): void {
    const connection = new ConnectionWs(socket, stream);
    const session = new Session(upgrade.room, connection, this.#ports);
    const stay = new Stay(connection, session, this.#ports);
    this.#open.add(stay);
    this.#heartbeat.add(connection);
    let working = 0;
    const done = () => {
      if (--working === AT_ONCE - 1 && socket.isPaused) socket.resume();
    };
    socket.on('message', (data: RawData, binary: boolean) => {
      this.#heartbeat.heard(connection);
      if (binary) return session.receiveBinary((data as Buffer).byteLength);
      if (++working === AT_ONCE) socket.pause();
      session.receive(data.toString()).then(done, done);
    });
    socket.on('pong', () => this.#heartbeat.heard(connection));
    // `ws` closes the socket itself, with the code that fits (1009 for a frame that is too large).
    socket.on('error', () => {});
    socket.on('close', (code: number) => {
      this.#heartbeat.delete(connection);
      this.#open.delete(stay);
      session.end(connection.closedWith ?? code);
      this.#drain?.gone(stay);
    });
    session.start(upgrade.identity, upgrade.after).catch(() => connection.close(1011, 'internal'));
    // After all that needs no waiting for others: then somebody with a token was welcomed.
    process.nextTick(() => connection.greet());
  }

  /** Asks so many, the oldest first, to come back elsewhere within `spreadMs`. Nobody is closed for staying. */
  invite(count: number, spreadMs: number): number {
    const now = this.#ports.clock.now();
    let asked = 0;
    for (const stay of this.#open) {
      if (asked >= count) break;
      if (now - stay.askedAt < ASK_AGAIN_MS) continue;
      stay.askToMove(Math.floor(Math.random() * spreadMs));
      asked++;
    }
    return asked;
  }

  /**
   * Sends everybody away: each is asked to come back elsewhere, and closed if they stay. Resolves when the last one is
   * gone, in bounded time, or when it was called off.
   */
  drain(): Promise<void> {
    this.#drain ??= new Drain(() => this.#open, this.#open.size, this.#farewell, this.#ports.clock);
    return this.#drain.done;
  }

  /** Calls `drain` off: who is still here stays. */
  stay(): void {
    this.#drain?.stop();
    this.#drain = undefined;
  }

  /** Sends everybody away and ends every timer. */
  async close(): Promise<void> {
    await this.drain();
    this.#heartbeat.close();
    this.#expiries.close();
  }
}
