import { LIMITS } from './limits.ts';
import type { Mute } from './room-log.ts';

/** Who is muted in one room, and until when, in a keeper's memory. */
export class MuteList {
  readonly #until = new Map<string, number>();

  get empty(): boolean {
    return this.#until.size === 0;
  }

  /** From `at` on for so many seconds; 0 ends it. */
  set(visitorId: string, at: number, seconds: number): void {
    this.#until.delete(visitorId);
    if (seconds === 0) return;
    this.#until.set(visitorId, at + seconds * 1000);
    this.sweep(at);
    if (this.#until.size <= LIMITS.mutesPerRoom) return;
    const [soonest] = [...this.#until].reduce((first, other) => (other[1] < first[1] ? other : first));
    this.#until.delete(soonest);
  }

  /** For how much longer somebody is muted, in milliseconds; 0 when they are not. */
  leftMs(visitorId: string, now: number): number {
    return Math.max(0, (this.#until.get(visitorId) ?? now) - now);
  }

  list(now: number): readonly Mute[] {
    const mutes = [...this.#until].map(([visitorId, until]) => ({ visitorId, until }));
    return mutes.filter(({ until }) => until > now);
  }

  /** Forgets those whose time is over. */
  sweep(now: number): void {
    for (const [id, until] of this.#until) if (until <= now) this.#until.delete(id);
  }
}
