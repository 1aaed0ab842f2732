import type { AnalyticsObject } from './analytics-object.ts';
import type { ControlObject } from './control-object.ts';
import type { PartitionObject } from './partition-object.ts';
import type { RoomObject } from './room-object.ts';

/** What wrangler.toml binds to the Worker, beside the settings, which are text. */
export interface Env {
  readonly ROOMS: DurableObjectNamespace<RoomObject>;
  readonly CONTROL: DurableObjectNamespace<ControlObject>;
  readonly PARTITION_OBJECTS: DurableObjectNamespace<PartitionObject>;
  readonly ANALYTICS: DurableObjectNamespace<AnalyticsObject>;
  readonly ASSETS?: Fetcher;
}
