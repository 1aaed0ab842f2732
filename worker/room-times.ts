const KEY = 'wakeAt';

/** The one alarm of a room's object, at the earliest time that anybody asked for. It outlives the object's sleep. */
export class RoomTimes {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Epoch milliseconds. */
  wakeAt(at: number): void {
    const planned = this.#storage.kv.get<number>(KEY);
    if (planned !== undefined && planned <= at) return;
    this.#storage.kv.put(KEY, at);
    this.#storage.setAlarm(at);
  }

  /** The alarm has gone off: who still waits for a later time asks again. */
  woken(): void {
    this.#storage.kv.delete(KEY);
  }
}
