import { draftMessage, parseRoomId } from '#chat';
import { openStreams } from '#streams';
import { POD } from './fanout-contestants.ts';
import { median } from './fanout-result.ts';
import { openStand, type Stand } from './fanout-stand.ts';

/** What a message costs two pods and their Redis while so many rooms are known and ten are used. */
export interface IdleRow {
  readonly rooms: number;
  readonly serverMicrosPerMessage: number;
  readonly storeMicrosPerMessage: number;
}

/** The same message beside few rooms and beside many where nobody is. */
export interface IdleRooms {
  readonly at: string;
  /** How often one was measured right after the other. */
  readonly pairs: number;
  readonly rows: readonly IdleRow[];
  /** Cost beside many divided by cost beside few, in each pair, the median of that; of the pods, and with Redis. */
  readonly serverRatio: number;
  readonly wholeRatio: number;
  /** Between which the middle half of the pairs lies, with Redis. */
  readonly wholeHalf: readonly [number, number];
}

interface Cost {
  readonly server: number;
  readonly store: number;
}

const ACTIVE = { name: '10x100', rooms: 10, people: 100 };
const MANY = 100_000;
/** Messages a second, which nobody needs to queue for. */
const PER_SECOND = 500;
const AT_ONCE = 250;
const PAIRS_A_ROUND = 4;
/** What is measured before a process has seen everything a few times is what its compiler does. */
const WARMING = 2;

/**
 * Both stand side by side all the time, and their turns follow each other, now the one first and now the other: what the
 * machine does meanwhile is done to both, and processor time is counted, not time.
 *
 * @param tell is told what is done
 */
export async function measureIdleRooms(
  { rounds, partMs }: { readonly rounds: number; readonly partMs: number },
  tell: (what: string) => void,
): Promise<IdleRooms> {
  const ends: Array<() => Promise<void>> = [];
  try {
    tell(`${MANY} rooms are made, ${ACTIVE.rooms} of them used`);
    const few = await standBeside(0, partMs, ends);
    const many = await standBeside(MANY - ACTIVE.rooms, partMs, ends);
    for (let turn = 0; turn < WARMING; turn++) for (const stand of [few, many]) await costOf(stand, partMs);
    const pairs: Array<{ few: Cost; many: Cost }> = [];
    for (let pair = 0; pair < rounds * PAIRS_A_ROUND; pair++) {
      tell(`pair ${pair + 1} of ${rounds * PAIRS_A_ROUND}`);
      const first = pair % 2 === 0 ? await costOf(few, partMs) : undefined;
      const beside = await costOf(many, partMs);
      pairs.push({ few: first ?? (await costOf(few, partMs)), many: beside });
    }
    return resultOf(pairs);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

function resultOf(pairs: ReadonlyArray<{ few: Cost; many: Cost }>): IdleRooms {
  const row = (rooms: number, costs: readonly Cost[]): IdleRow => ({
    rooms,
    serverMicrosPerMessage: Math.round(median(costs.map(({ server }) => server))),
    storeMicrosPerMessage: Math.round(median(costs.map(({ store }) => store))),
  });
  const whole = pairs.map(({ few, many }) => (many.server + many.store) / (few.server + few.store));
  const sorted = whole.toSorted((one, other) => one - other);
  const quarter = Math.floor(sorted.length / 4);
  return {
    at: new Date().toISOString(),
    pairs: pairs.length,
    rows: [
      row(
        ACTIVE.rooms,
        pairs.map(({ few }) => few),
      ),
      row(
        MANY,
        pairs.map(({ many }) => many),
      ),
    ],
    serverRatio: rounded(median(pairs.map(({ few, many }) => many.server / few.server))),
    wholeRatio: rounded(median(whole)),
    wholeHalf: [rounded(sorted[quarter] ?? Number.NaN), rounded(sorted.at(-1 - quarter) ?? Number.NaN)],
  };
}

function rounded(number: number): number {
  return Number(number.toPrecision(3));
}

function standBeside(idle: number, settleMs: number, ends: Array<() => Promise<void>>): Promise<Stand> {
  return openStand(
    {
      contestant: POD,
      shape: ACTIVE,
      sharing: 'redis',
      settleMs,
      textBytes: 100,
      profile: undefined,
      furnish: (redisUrl) => fillRooms(redisUrl, idle),
    },
    ends,
  );
}

/** Says one thing in each of so many rooms where nobody is. */
async function fillRooms(url: string, count: number): Promise<void> {
  const streams = openStreams({ url, retention: { entries: 300, seconds: 300 } });
  try {
    for (let done = 0; done < count; done += AT_ONCE) {
      const rooms = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, index) => `idle-${done + index}`);
      await Promise.all(
        rooms.map((room) => {
          const draft = draftMessage({ id: `message-${room}`, text: 'Is anybody here?' }, { id: room, name: 'Ada' });
          return streams.log.append(parseRoomId(room), draft);
        }),
      );
    }
  } finally {
    await streams.close();
  }
}

/** Processor time of one message to its hundred receivers, in microseconds. */
async function costOf({ generator, watched }: Stand, ms: number): Promise<Cost> {
  const load = { people: ACTIVE.people, perSecond: PER_SECOND, ms };
  const { result } = await generator.ask<'offer'>({ what: 'offer', load, watched });
  const micros = (perCpuSecond: number) => (ACTIVE.people / perCpuSecond) * 1e6;
  return { server: micros(result.deliveriesPerCpuSecond), store: micros(result.deliveriesPerStoreSecond) };
}
