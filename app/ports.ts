import type { Context } from 'hono';
import type {
  Authenticator,
  Clock,
  Control,
  Guard,
  Identity,
  Meter,
  OnceStore,
  Position,
  Presence,
  RateLimiter,
  RateRule,
  RoomDoor,
  RoomId,
  RoomLog,
} from '#chat';
import type { Analytics } from './analytics.ts';
import type { Guests } from './guests.ts';
import type { Logger } from './logger.ts';
import type { ScalerAddress } from './replicas-scaler.ts';
import type { SignIn } from './sign-in.ts';

/** What the app found out about an upgrade before a shell makes the socket. */
export interface Upgrade {
  readonly room: RoomId;
  /** Known when the token came in a subprotocol; otherwise the first frame has to say it. */
  readonly identity?: Identity | undefined;
  readonly after?: Position | undefined;
  /** The subprotocol to answer with, if the client offered any. */
  readonly protocol?: string | undefined;
}

/** What the page and other clients may know about this process. */
export interface Place {
  /** For people: `edge`, `pod-1`. */
  readonly name: string;
  readonly keeper: 'memory' | 'sqlite' | 'redis';
  /** Base addresses where the same rooms can be reached when this process is gone. */
  readonly elsewhere: readonly string[];
  /** How the page signs people in; without it, they bring their tokens. */
  readonly signIn?: SignIn | undefined;
}

export interface Settings {
  readonly place: Place;
  /** Exact origins (`https://chat.example`) that browsers may come from, besides the app's own. */
  readonly allowedOrigins: readonly string[];
  /** New connections from one address; `undefined` for no limit. */
  readonly connectRate?: RateRule | undefined;
  /** Messages of one visitor over all places. */
  readonly messageRate?: RateRule | undefined;
}

/** Somebody who reads a room as events. */
export interface EventReading {
  /** Ends their stream, and says after how long to come back. */
  sendAway(afterMs: number): void;
}

export type Check = () => Promise<void> | Promise<string | undefined>;

/** Everything that the one app needs of the runtime that it runs on. */
export interface AppPorts {
  readonly settings: Settings;
  readonly rooms: RoomDoor;
  readonly log: RoomLog;
  readonly presence: Presence;
  readonly limiter: RateLimiter;
  readonly authenticator: Authenticator;
  readonly guard: Guard;
  readonly control: Control;
  /** Where nobody tells of orders, they are asked for so often while an event stream is open, in milliseconds. */
  readonly askOrdersMs?: number | undefined;
  /** Keeps tickets. */
  readonly once: OnceStore;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly logger: Logger;
  readonly newId: () => string;
  /** Gives tokens to guests, where guests are allowed. */
  readonly guests?: Guests | undefined;
  /** Takes note of somebody who reads events until what it returns is called. @throws ChatFault `leaving` */
  readonly noteReader?: ((reading: EventReading) => () => void) | undefined;
  /** Makes the socket: everything about it was checked. */
  readonly upgrade: (context: Context, upgrade: Upgrade) => Promise<Response> | Response;
  /**
   * Readiness, by name. One that throws is not ready, and its message is told; one that gives a sentence is ready, and
   * the sentence is told.
   */
  readonly checks: Readonly<Record<string, Check>>;
  readonly analytics: Analytics;
  /** Absent where nobody was told of a scaler. */
  readonly scaler?: ScalerAddress | undefined;
  /** The page's files, for every address that is not the app's. */
  readonly assets?: ((context: Context) => Promise<Response> | Response) | undefined;
  /** Where a request comes from, for limits: never logged. */
  readonly addressOf: (context: Context) => string;
}
