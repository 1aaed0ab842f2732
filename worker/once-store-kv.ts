import type { OnceStore } from '#chat';

interface Kept {
  readonly text: string;
  readonly untilAt: number;
}

const PREFIX = 'once:';

/** Texts for one taker, in one object's storage: an object answers one at a time, so nobody else takes the same. */
export class OnceStoreKv implements OnceStore {
  readonly #kv: SyncKvStorage;

  constructor(storage: DurableObjectStorage) {
    this.#kv = storage.kv;
  }

  async put(key: string, text: string, ms: number): Promise<void> {
    const now = Date.now();
    for (const [kept, { untilAt }] of this.#kv.list<Kept>({ prefix: PREFIX }))
      if (untilAt <= now) this.#kv.delete(kept);
    this.#kv.put<Kept>(PREFIX + key, { text, untilAt: now + ms });
  }

  async take(key: string): Promise<string | undefined> {
    const kept = this.#kv.get<Kept>(PREFIX + key);
    this.#kv.delete(PREFIX + key);
    return kept && kept.untilAt > Date.now() ? kept.text : undefined;
  }
}
