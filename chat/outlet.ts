import type { Clock } from './clock.ts';
import { CLOSES } from './close.ts';
import type { Connection } from './connection.ts';
import { Credit } from './credit.ts';
import type { Delivery } from './delivery.ts';
import type { Listener } from './entrant.ts';
import { encodeServerFrame } from './frame-server.ts';
import { GAPS, type Gap } from './gap.ts';
import { LIMITS } from './limits.ts';
import type { Position } from './position.ts';

/** How often somebody who takes no more is looked at, in milliseconds. */
const LOOK_MS = 500;
/** With less than this waiting, somebody who was full takes entries again. */
const READY_BYTES = LIMITS.waitingBytes / 4;
/** Frames of others that wait for somebody who is full; past that the oldest is dropped. */
const MOST_NOTICES = 64;

/**
 * What a room sends to one socket. Nothing is queued here but the newest notice of each key: entries that a full socket
 * does not take are read again from the log when it has taken what waits. One that takes nothing for
 * `LIMITS.stuckMs` is closed with 4508.
 */
export class Outlet implements Listener {
  readonly #connection: Connection;
  readonly #clock: Clock;
  #notices: Map<string, string> | undefined;
  #credit: Credit | undefined;
  #end: Position | undefined;
  #ready: (() => void) | undefined;
  #cancelLook: (() => void) | undefined;

  /** A moderator sent this visitor out. */
  readonly sentOut: () => void;

  constructor(connection: Connection, clock: Clock, sentOut = () => {}) {
    this.#connection = connection;
    this.#clock = clock;
    this.sentOut = sentOut;
  }

  /** The client acknowledges what it read: counts that, where the platform does not tell what waits. */
  useCredit(): void {
    if (this.#connection.waiting === undefined) this.#credit ??= new Credit();
  }

  /** After how much a client should acknowledge what it read, in UTF-16 units; `undefined` where it need not. */
  get gotEvery(): number | undefined {
    return this.#credit && LIMITS.waitingBytes / 8;
  }

  /** Whether the entry at a position was sent. */
  has({ epoch, offset }: Position): boolean {
    return this.#end !== undefined && this.#end.epoch === epoch && this.#end.offset >= offset;
  }

  entries(delivery: Delivery): boolean {
    if (this.#ready || this.#waiting > LIMITS.waitingBytes) return false;
    const { frame } = delivery;
    this.#end = delivery.end;
    this.#connection.send(frame);
    this.#credit?.sent(delivery.end, frame.length);
    return true;
  }

  gap(gap: Gap): void {
    this.#connection.send(encodeServerFrame({ type: 'gap', message: GAPS[gap.reason], ...gap }));
  }

  notice(frame: string, key: string): void {
    if (this.#ready === undefined && this.#waiting <= LIMITS.waitingBytes) {
      this.#connection.send(frame);
      return;
    }
    this.#notices ??= new Map();
    this.#notices.delete(key);
    this.#notices.set(key, frame);
    const [oldest] = this.#notices.keys();
    if (this.#notices.size > MOST_NOTICES && oldest !== undefined) this.#notices.delete(oldest);
    this.whenReady();
  }

  whenReady(task: () => void = () => {}): void {
    const before = this.#ready;
    this.#ready = before
      ? () => {
          before();
          task();
        }
      : task;
    if (before) return;
    this.#connection.whenTaken(() => this.#look());
    this.#watch(this.#waiting, this.#clock.now());
  }

  /** The client has everything up to a position. */
  got(position: Position): void {
    this.#credit?.got(position);
    this.#look();
  }

  /** The socket is gone. */
  stop(): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    this.#ready = undefined;
    this.#notices = undefined;
  }

  get #waiting(): number {
    return this.#credit?.waiting ?? this.#connection.waiting ?? 0;
  }

  /** Whether there is room again; if so, what waits here goes first. */
  #look(): void {
    const ready = this.#ready;
    if (ready === undefined || this.#waiting > READY_BYTES) return;
    const notices = this.#notices;
    this.stop();
    for (const frame of notices?.values() ?? []) this.#connection.send(frame);
    ready();
  }

  /** Looks now and then whether anything was taken since. */
  #watch(before: number, takenAt: number): void {
    this.#cancelLook = this.#clock.after(LOOK_MS, () => {
      this.#look();
      if (this.#ready === undefined) return;
      const now = this.#clock.now();
      const waiting = this.#waiting;
      if (waiting < before) this.#watch(waiting, now);
      else if (now - takenAt < LIMITS.stuckMs) this.#watch(before, takenAt);
      else this.#connection.close(4508, CLOSES[4508].name);
    });
  }
}
