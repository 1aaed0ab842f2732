import { kindOf, openEntry, type SealedEntry } from './entry.ts';
import type { Mute } from './room-log.ts';

/** Who may not be heard in a room, as far as one process was told: what the log itself refuses need not come this far. */
export class RoomOrder {
  /** Made for the first who is muted: in most rooms nobody ever is. */
  #until: Map<string, number> | undefined;

  begin(mutes: readonly Mute[]): void {
    for (const { visitorId, until } of mutes) this.#mute(visitorId, until);
  }

  /**
   * Takes new entries of the room.
   *
   * @returns the ids of those who were sent out
   */
  take(entries: readonly SealedEntry[]): string[] {
    const kicked: string[] = [];
    for (const sealed of entries) {
      const kind = kindOf(sealed);
      if (kind !== 'mute' && kind !== 'unmute' && kind !== 'kick') continue;
      const entry = openEntry(sealed);
      if (entry?.kind === 'mute') this.#mute(entry.visitorId, entry.at + entry.seconds * 1000);
      else if (entry?.kind === 'unmute') this.#until?.delete(entry.visitorId);
      else if (entry?.kind === 'kick') kicked.push(entry.visitorId);
    }
    return kicked;
  }

  /** Until when somebody may only read, epoch milliseconds; `undefined` when they may write. */
  mutedUntil(visitorId: string | undefined, now: number): number | undefined {
    const until = visitorId === undefined ? undefined : this.#until?.get(visitorId);
    if (until === undefined || visitorId === undefined || until > now) return until;
    this.#until?.delete(visitorId);
    return undefined;
  }

  #mute(visitorId: string, until: number): void {
    this.#until ??= new Map();
    this.#until.set(visitorId, until);
  }
}
