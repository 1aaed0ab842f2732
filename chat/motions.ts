import type { Ephemeral } from './ephemera.ts';
import type { RoomId } from './room-id.ts';

/**
 * Carries what people are doing at this moment to the other processes of a room, where there are any.
 *
 * - `publish` MUST NOT throw and MUST NOT wait. What cannot be carried now is dropped: the next one says the same better.
 * - A listener MUST NOT be told what its own process published.
 * - Nothing of it MUST be kept, and none of it MUST hold up the log.
 * - `close` MUST end every loop, timer and connection that the keeper opened.
 */
export interface Motions {
  publish(room: RoomId, ephemeral: Ephemeral): void;
  /** Listens from about now on: what comes before the line is there is missed. */
  follow(room: RoomId, listener: (ephemeral: Ephemeral) => void): () => void;
  close(): Promise<void>;
}
