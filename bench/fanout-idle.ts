import { draftMessage, parseRoomId } from '#chat';
import { openStreams } from '#streams';
import { POD } from './fanout-contestants.ts';
import { median } from './fanout-result.ts';
import { runTrial, type Trial } from './fanout-trial.ts';

/** What a message costs two pods and their Redis while so many rooms are known and ten are used. */
export interface IdleRow {
  readonly rooms: number;
  readonly serverMicrosPerMessage: number;
  readonly storeMicrosPerMessage: number;
}

/** The same message beside few rooms and beside many where nobody is. */
export interface IdleRooms {
  readonly at: string;
  readonly rounds: number;
  readonly rows: readonly IdleRow[];
  /** Cost beside many divided by cost beside few, in each round, the median of that; of the pods, and with Redis. */
  readonly serverRatio: number;
  readonly wholeRatio: number;
}

const ACTIVE = { name: '10x100', rooms: 10, people: 100 };
const FEW = ACTIVE.rooms;
const MANY = 100_000;
/** Deliveries per second: 500 messages, which nobody needs to queue for. */
const LOAD = 50_000;
const AT_ONCE = 250;

/** @param tell is told what is done */
export async function measureIdleRooms(
  { rounds, partMs }: { readonly rounds: number; readonly partMs: number },
  tell: (what: string) => void,
): Promise<IdleRooms> {
  const costs = new Map<number, Array<{ server: number; store: number }>>([
    [FEW, []],
    [MANY, []],
  ]);
  for (let round = 1; round <= rounds; round++) {
    for (const [known, list] of costs) {
      tell(`${known} rooms known, ${FEW} used: round ${round} of ${rounds}`);
      list.push(costOf(await trialBeside(known - ACTIVE.rooms, partMs)));
    }
  }
  const [few = [], many = []] = [...costs.values()];
  const ratio = (read: (cost: { server: number; store: number }) => number) => {
    const each = many.flatMap((cost, index) => {
      const other = few[index];
      return other ? [read(cost) / read(other)] : [];
    });
    return Number(median(each).toPrecision(3));
  };
  return {
    at: new Date().toISOString(),
    rounds,
    rows: [...costs].map(([rooms, list]) => ({
      rooms,
      serverMicrosPerMessage: Math.round(median(list.map(({ server }) => server))),
      storeMicrosPerMessage: Math.round(median(list.map(({ store }) => store))),
    })),
    serverRatio: ratio(({ server }) => server),
    wholeRatio: ratio(({ server, store }) => server + store),
  };
}

function trialBeside(idle: number, partMs: number): Promise<Trial> {
  return runTrial({
    contestant: POD,
    shape: ACTIVE,
    sharing: 'redis',
    settleMs: partMs,
    warmMs: partMs / 2,
    saturateMs: partMs / 2,
    offerMs: partMs * 2,
    loads: [LOAD],
    textBytes: 100,
    profile: undefined,
    furnish: (redisUrl) => fillRooms(redisUrl, idle),
  });
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
function costOf({ loads }: Trial) {
  const load = loads.find((one) => one.load === String(LOAD));
  const micros = (perCpuSecond: number) => (ACTIVE.people / perCpuSecond) * 1e6;
  return {
    server: micros(load?.deliveriesPerCpuSecond ?? Number.NaN),
    store: micros(load?.deliveriesPerStoreSecond ?? Number.NaN),
  };
}
