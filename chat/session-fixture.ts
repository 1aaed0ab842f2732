import { Anteroom } from './anteroom.ts';
import type { Authenticator } from './authenticator.ts';
import type { Connection } from './connection.ts';
import { ControlMemory } from './control-memory.ts';
import { ChatFault } from './fault.ts';
import { ADA, BOB, LOBBY, type TrialPorts, trialPorts } from './fixture.ts';
import { Guard } from './guard.ts';
import type { Position } from './position.ts';
import { RateLimiterMemory } from './rate-limiter-memory.ts';
import { RoomDirectory } from './room-directory.ts';
import { Session, type SessionPorts } from './session.ts';
import type { Identity } from './visitor.ts';

const HOUR_MS = 3_600_000;

/** A socket that remembers. */
export class ConnectionTrial implements Connection {
  readonly frames: Array<Record<string, unknown>> = [];
  readonly closes: number[] = [];
  /** Types of those frames that may wait for others. */
  readonly patient: unknown[] = [];

  waiting: number | undefined = 0;
  taken: Array<() => void> = [];

  whenTaken(task: () => void): void {
    this.taken.push(task);
  }

  send(frame: string, soon?: 'soon'): void {
    if (this.closes.length > 0) return;
    const read = JSON.parse(frame) as Record<string, unknown>;
    this.frames.push(read);
    if (soon) this.patient.push(read.type);
  }

  close(code: number): void {
    this.closes.push(code);
  }

  /** Frames of one type. */
  of(type: string): Array<Record<string, unknown>> {
    return this.frames.filter((frame) => frame.type === type);
  }

  get types(): unknown[] {
    return this.frames.map(({ type }) => type);
  }
}

/** Knows the tokens `ada`, `ada again`, `bob` and `reader`, each good for an hour. */
export class AuthenticatorTrial implements Authenticator {
  readonly #now: () => number;
  asked = 0;
  held: Promise<void> = Promise.resolve();

  constructor(now: () => number) {
    this.#now = now;
  }

  async authenticate(token: string): Promise<Identity> {
    this.asked++;
    await this.held;
    if (token === 'old') throw new ChatFault('token-expired');
    const visitor = token.startsWith('ada') ? ADA : token === 'bob' || token === 'reader' ? BOB : undefined;
    if (visitor === undefined) throw new ChatFault('token-invalid');
    return {
      visitor,
      roles: [token === 'reader' ? 'reader' : 'member'],
      issuedAt: this.#now(),
      expiresAt: this.#now() + HOUR_MS,
    };
  }
}

export interface SessionTrial {
  readonly ports: TrialPorts;
  readonly rooms: RoomDirectory;
  readonly authenticator: AuthenticatorTrial;
  readonly sessionPorts: SessionPorts;
  readonly control: ControlMemory;
  /** Opens a socket; with a name, one that said who it is at the upgrade. */
  open(token?: string, after?: Position): Promise<{ session: Session; connection: ConnectionTrial }>;
}

export function sessionTrial(ports = trialPorts()): SessionTrial {
  const rooms = new RoomDirectory(ports);
  const authenticator = new AuthenticatorTrial(() => ports.clock.now());
  let ids = 0;
  const { clock, meter } = ports;
  const control = new ControlMemory(clock);
  const guard = new Guard({ control, limiter: new RateLimiterMemory(clock), clock, rules: {} });
  const anteroom = new Anteroom(1_000);
  const sessionPorts = {
    rooms,
    authenticator,
    guard,
    anteroom,
    clock,
    meter,
    newId: () => `session-${++ids}`,
    place: 'pod-1',
  };
  return {
    ports,
    rooms,
    authenticator,
    sessionPorts,
    control,
    async open(token, after) {
      const connection = new ConnectionTrial();
      const session = new Session(LOBBY, connection, sessionPorts);
      await session.start(token === undefined ? undefined : await authenticator.authenticate(token), after);
      return { session, connection };
    },
  };
}

export function sayFrame(id: string, text = 'hello'): string {
  return JSON.stringify({ type: 'say', id, text });
}
