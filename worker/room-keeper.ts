import { type Motions, type Presence, PresenceMemory, type RoomId, type RoomLog, RoomLogSqlite } from '#chat';
import { partitionOf } from '#streams';
import { CLOCK_EDGE } from './clock-edge.ts';
import type { EdgeConfig } from './config.ts';
import type { Env } from './env.ts';
import { MotionsPartition } from './motions-partition.ts';
import { PresencePartition } from './presence-partition.ts';
import { RoomLogPartition } from './room-log-partition.ts';
import type { News } from './room-outlet.ts';
import { SqlDriverDurable } from './sql-driver-durable.ts';

/** What keeps one room at the edge. `take` is there when news come from a partition object. */
export interface RoomKeeper {
  readonly log: RoomLog;
  readonly presence: Presence;
  readonly motions?: Motions;
  readonly take?: (news: News) => void;
}

export interface RoomKeeperParts {
  readonly config: EdgeConfig;
  readonly ctx: DurableObjectState;
  readonly env: Env;
  /** The sessions whose sockets are here now. */
  readonly sessions: () => readonly string[];
}

export function openRoomKeeper(id: RoomId, { config, ctx, env, sessions }: RoomKeeperParts): RoomKeeper {
  const { redis, retention } = config;
  if (redis === undefined) {
    const driver = new SqlDriverDurable(ctx.storage);
    const newEpoch = () => crypto.randomUUID().replaceAll('-', '').slice(0, 20);
    const log = new RoomLogSqlite({ driver, clock: CLOCK_EDGE, retention, newEpoch });
    return { log, presence: new PresenceMemory() };
  }
  const partition = env.PARTITION_OBJECTS.getByName(`p${partitionOf(id, redis.partitions)}`);
  const log = new RoomLogPartition(id, partition, sessions);
  const presence = new PresencePartition(partition);
  const motions = new MotionsPartition(partition);
  const take = (news: News) => {
    if (news === 'lost') log.lost();
    else if ('batch' in news) log.deliver(news.batch);
    else if ('motions' in news) motions.deliver(news.motions);
    else presence.changed(news);
  };
  return { log, presence, motions, take };
}
