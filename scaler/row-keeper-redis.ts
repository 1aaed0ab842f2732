import { CHAIN_START, type ChainHead, type StoredRow } from './ledger-row.ts';
import type { RowKeeper, RowRange } from './row-keeper.ts';
import { ADD_ROWS, FORGET_ROWS } from './row-keeper-scripts.ts';

/** What a ledger asks of a client of Redis; node-redis's own has it. It MUST reject when Redis cannot be reached. */
export interface RedisCommands {
  sendCommand(args: readonly string[]): Promise<unknown>;
}

/** How long anything may take before it counts as unavailable, in milliseconds. */
const COMMAND_MS = 3_000;

/**
 * Keeps rows in a stream of Redis, whose ids are the sequences, and four sorted sets that rows are found by. All keys
 * share a hash tag, so that a script may change them at once on a cluster too. A row is as safe as Redis makes it:
 * with `appendonly yes` and `appendfsync always` as safe as in a file.
 */
export class RowKeeperRedis implements RowKeeper {
  readonly #redis: RedisCommands;
  readonly #tag: string;

  constructor(redis: RedisCommands, prefix: string) {
    this.#redis = redis;
    this.#tag = `{${prefix}:ledger}`;
  }

  async head(): Promise<ChainHead> {
    // Adding nothing tells it.
    return this.add([], { sequence: -1, hash: '' });
  }

  async anchor(): Promise<ChainHead> {
    const [sequence, hash] = (await this.#send('HMGET', this.#key('anchor'), 'sequence', 'hash')) as Array<
      string | null
    >;
    return sequence == null || hash == null ? CHAIN_START : { sequence: Number(sequence), hash };
  }

  async add(rows: readonly StoredRow[], follows: ChainHead): Promise<ChainHead> {
    const keys = this.#keysOf(rows);
    const fields = rows.flatMap((row) => [
      String(row.sequence),
      row.id,
      row.kind,
      row.workload === null ? '' : `w${row.workload}`,
      row.body,
      row.previousHash,
      row.hash,
      ...this.#indexesOf(row).map((key) => String(keys.indexOf(key) + 1)),
    ]);
    const expected = [String(follows.sequence), follows.hash, CHAIN_START.hash];
    const answer = await this.#script(ADD_ROWS, keys, [...expected, ...fields]);
    const [sequence, hash] = answer as [string, string];
    return { sequence: Number(sequence), hash };
  }

  async newest({ kind, workload, fromId, toId }: RowRange, count: number): Promise<readonly StoredRow[]> {
    const range = [`(${toId}`, `[${fromId}`, 'LIMIT', '0', String(count)];
    const ids = (await this.#send('ZREVRANGEBYLEX', this.#index(kind, workload), ...range)) as string[];
    const rows = await Promise.all(ids.map((id) => this.at(Number.parseInt(id.slice(-9), 36))));
    // What an index names and the stream has not must still be told of.
    return rows.map((row, place) => row ?? { ...LOST, id: ids[place] as string });
  }

  async at(sequence: number): Promise<StoredRow | undefined> {
    const id = `${sequence}-0`;
    return readRows(await this.#send('XRANGE', this.#key('rows'), id, id))[0];
  }

  async page(afterSequence: number, count: number): Promise<readonly StoredRow[]> {
    const from = `${afterSequence + 1}-0`;
    return readRows(await this.#send('XRANGE', this.#key('rows'), from, '+', 'COUNT', String(count)));
  }

  async forget(rows: readonly StoredRow[]): Promise<void> {
    const last = rows.at(-1);
    if (last === undefined) return;
    const keys = this.#keysOf(rows);
    const fields = rows.flatMap((row) => [row.id, ...this.#indexesOf(row).map((key) => String(keys.indexOf(key) + 1))]);
    await this.#script(FORGET_ROWS, keys, [String(last.sequence), last.hash, ...fields]);
  }

  /** The connection is whoever's who gave it. */
  async close(): Promise<void> {}

  #key(name: string): string {
    return `${this.#tag}:${name}`;
  }

  #index(kind: string | undefined, workload: string | null | undefined): string {
    const name = workload === undefined ? '*' : workload === null ? '-' : `w${workload}`;
    return this.#key(`of:${kind ?? '*'}:${name}`);
  }

  #indexesOf({ kind, workload }: StoredRow): string[] {
    return [undefined, kind].flatMap((one) => [this.#index(one, undefined), this.#index(one, workload)]);
  }

  #keysOf(rows: readonly StoredRow[]): string[] {
    const indexes = new Set(rows.flatMap((row) => this.#indexesOf(row)));
    return [this.#key('rows'), this.#key('head'), this.#key('anchor'), ...indexes];
  }

  #script(text: string, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    return this.#send('EVAL', text, String(keys.length), ...keys, ...args);
  }

  async #send(...args: readonly string[]): Promise<unknown> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${COMMAND_MS} ms`)), COMMAND_MS);
    try {
      return await Promise.race([this.#redis.sendCommand([...args]), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const LOST: StoredRow = { sequence: 0, id: '', kind: '', workload: null, body: '', previousHash: '', hash: '' };

function readRows(answer: unknown): StoredRow[] {
  return (answer as Array<[string, string[]]>).map(([streamId, values]) => {
    const fields = new Map<string, string>();
    for (let index = 0; index + 1 < values.length; index += 2)
      fields.set(values[index] as string, values[index + 1] as string);
    const workload = fields.get('workload') ?? '';
    return {
      sequence: Number(streamId.split('-')[0]),
      id: fields.get('id') ?? streamId,
      kind: fields.get('kind') ?? '',
      workload: workload === '' ? null : workload.slice(1),
      body: fields.get('body') ?? '',
      previousHash: fields.get('previousHash') ?? '',
      hash: fields.get('hash') ?? '',
    };
  });
}
