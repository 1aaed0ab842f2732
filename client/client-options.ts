import type { Clock, Position } from '#chat';
import type { Unsent } from './outbox.ts';
import type { SocketClass } from './socket-like.ts';

/** A token, or how to get one: asked at the start, before the last one expires, and each time when it was refused. */
export type TokenSource = string | (() => string | Promise<string>);

export interface ChatClientOptions {
  /** Base addresses of places that serve the same rooms. One that fails is left for the next. */
  readonly urls: string | readonly string[];
  readonly room: string;
  readonly token: TokenSource;
  /** The last position that was read, to go on from. Without it, the room begins with its newest entries. */
  readonly position?: Position | undefined;
  /** What another client left unsent (`unsent()`), to be sent first. */
  readonly outbox?: readonly Unsent[] | undefined;
  /** How many messages may wait to be sent. */
  readonly maxUnsent?: number;
  /** For tests: time, chance from 0 to 1, the ids of messages, and the sockets. */
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly newId?: () => string;
  readonly WebSocket?: SocketClass;
}
