import {
  Anteroom,
  type Batch,
  type ClockVirtual,
  ControlMemory,
  Guard,
  NO_METER,
  PresenceMemory,
  parseRoomId,
  RateLimiterMemory,
  type Retention,
  RoomDirectory,
  Session,
  type SessionPorts,
} from '#chat';
import { SimulatedLog } from './simulation-log.ts';
import type { SocketHost } from './simulation-socket.ts';
import type { SimulatedStore } from './simulation-store.ts';
import type { SimulatedWire } from './simulation-wire.ts';

const ROOM = parseRoomId('lobby');
const HOUR_MS = 3_600_000;
const KNOCKS = 100;

export interface PodParts {
  readonly clock: ClockVirtual;
  readonly wire: SimulatedWire;
  readonly store: SimulatedStore;
  readonly retention: Retention;
  readonly random: () => number;
  readonly publish: (batch: Batch) => void;
}

/** A process with its rooms and its sessions, as the shells put them together, without a runtime. */
export class SimulatedPod {
  readonly log: SimulatedLog;
  readonly #rooms: RoomDirectory;
  readonly #ports: SessionPorts;
  readonly #sessions = new Map<Session, (code: number) => void>();
  #gone = false;

  constructor(place: string, parts: PodParts, newId: () => string) {
    const { clock, store, wire, publish, retention, random } = parts;
    this.log = new SimulatedLog(store, { clock, wire, publish });
    const presence = new PresenceMemory();
    this.#rooms = new RoomDirectory({ log: this.log, presence, clock, meter: NO_METER, retention, random });
    const limiter = new RateLimiterMemory(clock);
    this.#ports = {
      rooms: this.#rooms,
      // Whoever says a name is that.
      authenticator: {
        authenticate: async (name) => ({
          visitor: { id: name, name },
          roles: ['member'],
          issuedAt: clock.now(),
          expiresAt: clock.now() + 24 * HOUR_MS,
        }),
      },
      guard: new Guard({ control: new ControlMemory(clock), limiter, clock, rules: {} }),
      anteroom: new Anteroom(KNOCKS),
      clock,
      meter: NO_METER,
      newId,
      place,
    };
  }

  open(...[, connection, broken]: Parameters<SocketHost['open']>): ReturnType<SocketHost['open']> {
    if (this.#gone) return undefined;
    const session = new Session(ROOM, connection, this.#ports);
    this.#sessions.set(session, broken);
    session.start();
    return {
      receive: (text) => {
        if (!this.#gone) session.receive(text);
      },
      end: (code) => {
        this.#sessions.delete(session);
        session.end(code);
      },
    };
  }

  /** Asks everybody to go elsewhere, as one that leaves. */
  askToMove(random: () => number): void {
    for (const session of this.#sessions.keys()) session.askToMove(Math.floor(random() * 500));
  }

  /** Closes who is left, as one that leaves. */
  dismiss(): void {
    for (const session of this.#sessions.keys()) session.dismiss();
    this.#end();
  }

  /** As a crash does: whatever was carried out stays, nothing else happens. */
  kill(): void {
    const broken = [...this.#sessions.values()];
    this.#end();
    for (const tell of broken) tell(1006);
  }

  #end(): void {
    this.#gone = true;
    this.#rooms.close();
    this.log.close();
  }
}
