import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Upgrade } from '#app';
import { Session, type SessionPorts } from '#chat';
import { ConnectionWs } from './connection-ws.ts';
import { HEARTBEAT, Heartbeat, type HeartbeatTimes } from './heartbeat.ts';

/** Frames of one socket that may be worked on at once; it is not read from while there are more. */
const AT_ONCE = 32;

/** Sockets told to go in one step, and the pause between steps in milliseconds: a pod with 10,000 is done in 2.5 s. */
const DISMISS_STEP = 200;
const DISMISS_PAUSE_MS = 50;

/** How a pod's clients are sent away. */
export interface Farewell {
  /** Clients come back after a random time up to this, so that the other places are not all asked at once. */
  readonly spreadMs: number;
  /** How long they may take to close before their sockets are destroyed. */
  readonly waitMs: number;
}

export const FAREWELL: Farewell = { spreadMs: 2_000, waitMs: 10_000 };

/** Every open socket of this pod, each with its session. */
export class Sockets {
  readonly #ports: SessionPorts;
  readonly #farewell: Farewell;
  readonly #heartbeat: Heartbeat;
  readonly #open = new Map<ConnectionWs, Session>();
  readonly #emptied: Array<() => void> = [];
  #leaving = false;

  constructor(ports: SessionPorts, farewell: Farewell = FAREWELL, heartbeat: HeartbeatTimes = HEARTBEAT) {
    this.#ports = ports;
    this.#farewell = farewell;
    this.#heartbeat = new Heartbeat(ports.clock, heartbeat);
  }

  get size(): number {
    return this.#open.size;
  }

  /** Takes a socket whose upgrade was answered. `stream` is what it runs over. */
  open(socket: WebSocket, stream: Duplex, upgrade: Upgrade): void {
    const connection = new ConnectionWs(socket, stream);
    const session = new Session(upgrade.room, connection, this.#ports);
    this.#open.set(connection, session);
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
      this.#open.delete(connection);
      session.end(connection.closedWith ?? code);
      if (this.#open.size === 0) for (const tell of this.#emptied.splice(0)) tell();
    });
    session.start(upgrade.identity, upgrade.after).catch(() => connection.close(1011, 'internal'));
    if (this.#leaving) this.#dismiss(session);
  }

  /**
   * Sends everybody away: each is told to come back after a time of its own and closed, some at a time. Resolves when
   * the last one is gone, in bounded time. Whoever is let in later is sent away at once.
   */
  async close(): Promise<void> {
    this.#leaving = true;
    const { clock } = this.#ports;
    let step = 0;
    for (const [connection, session] of [...this.#open]) {
      if (this.#open.has(connection)) this.#dismiss(session);
      if (++step % DISMISS_STEP === 0) await new Promise<void>((resolve) => clock.after(DISMISS_PAUSE_MS, resolve));
    }
    await this.#empty(this.#farewell.waitMs);
    for (const connection of this.#open.keys()) connection.terminate();
    await this.#empty(1_000);
    this.#heartbeat.close();
  }

  #dismiss(session: Session): void {
    session.dismiss(Math.floor(Math.random() * this.#farewell.spreadMs));
  }

  /** Waits until nobody is here, or for so long. */
  #empty(ms: number): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#ports.clock.after(ms, resolve);
      this.#emptied.push(() => {
        cancel();
        resolve();
      });
    });
  }
}
