import type { Clock } from '#chat';

/** Somebody who must be asked from time to time whether they are there. */
export interface Beating {
  ping(): void;
  terminate(): void;
}

export interface HeartbeatTimes {
  /** A connection that was silent for so long is pinged, in milliseconds. */
  readonly everyMs: number;
  /** One that did not answer for so much longer is dead, in milliseconds. */
  readonly answerMs: number;
  readonly sweepMs: number;
}

export const HEARTBEAT: HeartbeatTimes = { everyMs: 25_000, answerMs: 8_000, sweepMs: 1_000 };

interface Pulse {
  heardAt: number;
  pingedAt: number;
}

/** Finds connections whose other side is gone. One timer for all of them: thousands of sockets cost one sweep a second. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #times: HeartbeatTimes;
  readonly #pulses = new Map<Beating, Pulse>();
  #sweptAt: number;
  #cancel: () => void;

  constructor(clock: Clock, times: HeartbeatTimes = HEARTBEAT) {
    this.#clock = clock;
    this.#times = times;
    this.#sweptAt = clock.now();
    this.#cancel = clock.after(times.sweepMs, () => this.#sweep());
  }

  add(beating: Beating): void {
    this.#pulses.set(beating, { heardAt: this.#clock.now(), pingedAt: 0 });
  }

  /** Something came from the other side: a frame or a pong. */
  heard(beating: Beating): void {
    const pulse = this.#pulses.get(beating);
    if (pulse) pulse.heardAt = this.#clock.now();
  }

  delete(beating: Beating): void {
    this.#pulses.delete(beating);
  }

  close(): void {
    this.#cancel();
    this.#pulses.clear();
  }

  #sweep(): void {
    const { everyMs, answerMs, sweepMs } = this.#times;
    const now = this.#clock.now();
    // A process that was stopped for a while has answers waiting that it had no turn to read.
    const stalled = now - this.#sweptAt > sweepMs + answerMs / 2;
    for (const [beating, pulse] of this.#pulses) {
      const asked = pulse.pingedAt > pulse.heardAt;
      if (asked && stalled) pulse.pingedAt = now;
      else if (asked && now - pulse.pingedAt >= answerMs) beating.terminate();
      else if (!asked && now - pulse.heardAt >= everyMs) {
        pulse.pingedAt = now;
        beating.ping();
      }
    }
    this.#sweptAt = now;
    this.#cancel = this.#clock.after(sweepMs, () => this.#sweep());
  }
}
