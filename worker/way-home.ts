import { type Homeward, homewardAfter, homewardRound } from './homeward.ts';
import { arePodsReady } from './pods-ready.ts';
import type { RoomTimes } from './room-times.ts';

const KEY = 'homeward';
/** Who is asked comes over within this time. Milliseconds. */
const SPREAD_MS = 3_000;
/** One answer is for all rooms of an isolate: plain data, because nothing else may pass between objects. */
const KNOWN_MS = 2_000;
let known = { at: 0, ready: false };

/** Somebody who can be asked to come over. */
interface Leaver {
  readonly state: {
    readonly session: string;
    readonly identity?: { readonly visitor: { readonly id: string } } | undefined;
  };
  askToMove(afterMs: number): void;
}

/** Asks those who were absorbed to come over to the pods when there is room again: make before break, a few at a time. */
export class WayHome {
  readonly #storage: DurableObjectStorage;
  readonly #times: RoomTimes;
  readonly #originUrl: string;

  constructor(storage: DurableObjectStorage, times: RoomTimes, originUrl: string) {
    this.#storage = storage;
    this.#times = times;
    this.#originUrl = originUrl;
  }

  /** Somebody was absorbed. */
  watch(): void {
    this.#keep(homewardAfter(this.#storage.kv.get<Homeward>(KEY), Date.now(), Math.random()));
  }

  /** Does what is due. An alarm may go off for other reasons, and before. */
  async round(people: () => Iterable<Leaver>): Promise<void> {
    const state = this.#storage.kv.get<Homeward>(KEY);
    if (state === undefined) return;
    if (Date.now() < state.nextAt) return this.#keep(state);
    const ready = await this.#isReady();
    const leavers = new Map([...people()].map((leaver) => [leaver.state.session, leaver]));
    const here = [...leavers.values()].flatMap(({ state: { session, identity } }) => {
      return identity === undefined ? [] : [{ session, visitor: identity.visitor.id }];
    });
    if (leavers.size === 0) return void this.#storage.kv.delete(KEY);
    const { ask, next } = homewardRound(state, { here, ready, now: Date.now(), chance: Math.random() });
    for (const { session } of ask) leavers.get(session)?.askToMove(Math.floor(Math.random() * SPREAD_MS));
    this.#keep(next);
  }

  #keep(state: Homeward): void {
    this.#storage.kv.put(KEY, state);
    this.#times.wakeAt(state.nextAt);
  }

  async #isReady(): Promise<boolean> {
    if (Date.now() - known.at < KNOWN_MS) return known.ready;
    known = { at: Date.now(), ready: await arePodsReady(this.#originUrl) };
    return known.ready;
  }
}
