import type { Batch, Ephemeral, RoomId, Visitor } from '#chat';
import type { Streams } from '#streams';
import type { RoomObject } from './room-object.ts';

const RETRY_FIRST_MS = 100;
const RETRY_LAST_MS = 5_000;
/** Batches that wait for a room that does not take them; past that it reads the log instead. */
const MOST_WAITING = 100;
/** What waits of what people do at this moment, by key; past that the oldest is dropped. */
const MOST_MOTIONS = 512;

type News =
  | { readonly batch: Batch }
  | { readonly joined: Visitor }
  | { readonly left: string }
  | { readonly motions: readonly Ephemeral[] }
  | 'lost';

/** Carries what comes from Redis to one room's object, in order, one call at a time; tries again until it is taken. */
export class RoomOutlet {
  readonly #room: RoomId;
  readonly #streams: Streams;
  readonly #object: DurableObjectStub<RoomObject>;
  readonly #deserted: () => void;
  readonly #stops: Array<() => void> = [];
  #waiting: News[] = [];
  readonly #motions = new Map<string, Ephemeral>();
  #wanted = 0;
  #carrying = false;
  #stopped = false;

  /** `deserted` is called when the room's object has nobody left who listens. */
  constructor(
    room: RoomId,
    streams: Streams,
    { object, deserted }: { object: DurableObjectStub<RoomObject>; deserted: () => void },
  ) {
    this.#room = room;
    this.#streams = streams;
    this.#object = object;
    this.#deserted = deserted;
  }

  /** Somebody came: an answer that nobody is there, on its way at this moment, is no longer true. */
  wanted(): void {
    this.#wanted++;
  }

  /** `again`: the room was listened to before this object was restarted, so it may have missed something. */
  async start(again: boolean): Promise<void> {
    const { log, presence, motions } = this.#streams;
    const entries = (batch: Batch) => this.#carry({ batch });
    this.#stops.push(await log.follow(this.#room, { entries, lost: () => this.#carry('lost') }));
    const { stop } = await presence.follow(this.#room, {
      joined: (joined) => this.#carry({ joined }),
      left: (left) => this.#carry({ left }),
    });
    this.#stops.push(stop);
    this.#stops.push(motions.follow(this.#room, (motion) => this.#carryMotion(motion)));
    if (again) this.#carry('lost');
    if (this.#stopped) this.stop();
  }

  stop(): void {
    this.#stopped = true;
    for (const stop of this.#stops.splice(0)) stop();
  }

  #carryMotion(motion: Ephemeral): void {
    this.#motions.delete(motion.key);
    this.#motions.set(motion.key, motion);
    const [oldest] = this.#motions.keys();
    if (oldest !== undefined && this.#motions.size > MOST_MOTIONS) this.#motions.delete(oldest);
    this.#carryAll();
  }

  #carry(news: News): void {
    this.#waiting.push(news);
    if (this.#waiting.length > MOST_WAITING)
      this.#waiting = ['lost', ...this.#waiting.filter((item) => item !== 'lost' && !('batch' in item))];
    this.#carryAll();
  }

  /** Motions go last, only the newest of each, and are not tried again. */
  async #carryAll(): Promise<void> {
    if (this.#carrying) return;
    this.#carrying = true;
    for (let failures = 0; this.#waiting.length + this.#motions.size > 0 && !this.#stopped; ) {
      const taken = this.#waiting;
      const motions = [...this.#motions.values()];
      this.#waiting = [];
      this.#motions.clear();
      try {
        const wanted = this.#wanted;
        const heard = await this.#object.deliver(motions.length > 0 ? [...taken, { motions }] : taken);
        failures = 0;
        if (!heard && wanted === this.#wanted) this.#deserted();
      } catch {
        this.#waiting = [...taken, ...this.#waiting];
        const waitMs = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(failures++, 10));
        await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random() / 2)));
      }
    }
    this.#carrying = false;
  }
}

export type { News };
