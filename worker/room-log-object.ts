import { RpcTarget } from 'cloudflare:workers';
import type { Appended, Batch, Draft, LogListener, LogQuery, LogSlice, Mute, RateRule, RoomId, RoomLog } from '#chat';
import { takeAnswer } from './answer.ts';
import type { Env } from './env.ts';
import type { Following } from './following.ts';

/** What a room's object calls to tell a reader. */
class Reader extends RpcTarget implements LogListener {
  readonly #listener: LogListener;

  constructor(listener: LogListener) {
    super();
    this.#listener = listener;
  }

  entries(batch: Batch): void {
    this.#listener.entries(batch);
  }

  lost(): void {
    this.#listener.lost();
  }
}

/** The logs of all rooms, as the Worker reaches them: each by a call to the room's object. */
export class RoomLogObject implements RoomLog {
  readonly #rooms: Env['ROOMS'];

  constructor(rooms: Env['ROOMS']) {
    this.#rooms = rooms;
  }

  append(room: RoomId, draft: Draft, rate?: RateRule): Promise<Appended> {
    return takeAnswer<Appended>(this.#rooms.getByName(room).append(room, draft, rate));
  }

  read(room: RoomId, query: LogQuery): Promise<LogSlice> {
    return takeAnswer<LogSlice>(this.#rooms.getByName(room).read(room, query));
  }

  mutes(room: RoomId): Promise<readonly Mute[]> {
    return takeAnswer<readonly Mute[]>(this.#rooms.getByName(room).mutes(room));
  }

  async follow(room: RoomId, listener: LogListener): Promise<() => void> {
    const following = await takeAnswer<Following>(this.#rooms.getByName(room).follow(room, new Reader(listener)));
    return () => {
      following.stop();
    };
  }

  async close(): Promise<void> {}
}
