import type {
  Batch,
  Draft,
  LogListener,
  Meter,
  MetricLabels,
  MetricName,
  PresenceListener,
  RoomId,
  SealedEntry,
  Visitor,
} from '#chat';
import { draftMessage } from '#chat';
import { RedisLine, type RedisReply } from './redis-line.ts';

/** What the tests of this folder share. */

let count = 0;

/** A name that no other test uses: rooms, visitors and prefixes of tests on one Redis do not meet. */
export function fresh(name: string): string {
  return `${name}-${process.pid}-${++count}`;
}

export function freshRoom(): RoomId {
  return fresh('room') as RoomId;
}

export function draft(text: string, id = fresh('message'), visitor: Visitor = { id: 'ada', name: 'Ada' }): Draft {
  return draftMessage({ id, text }, visitor);
}

/** Remembers what it heard from a log. */
export class Ear {
  readonly batches: Batch[] = [];
  losses = 0;
  readonly listener: LogListener = {
    entries: (batch) => this.batches.push(batch),
    lost: () => {
      this.losses++;
    },
  };

  get heard(): readonly SealedEntry[] {
    return this.batches.flatMap((batch) => batch.entries);
  }

  get offsets(): readonly number[] {
    return this.heard.map((entry) => entry.offset);
  }
}

/** Remembers who came and went, in words: `+ada`, `-ada`. */
export class Doorbell {
  readonly rings: string[] = [];
  readonly listener: PresenceListener = {
    joined: (visitor) => this.rings.push(`+${visitor.id}`),
    left: (id) => this.rings.push(`-${id}`),
  };
}

/** Remembers what was counted. */
export class Tally implements Meter {
  readonly #values = new Map<string, number>();

  add(metric: MetricName, amount = 1, labels: MetricLabels = {}): void {
    const key = [metric, ...Object.values(labels)].join(' ');
    this.#values.set(key, (this.#values.get(key) ?? 0) + amount);
  }

  set(metric: MetricName, value: number): void {
    this.#values.set(metric, value);
  }

  observe(): void {}

  /** A metric's value, followed by its labels' values: `breakwater_log_errors_total tail`. */
  of(key: string): number | undefined {
    return this.#values.get(key);
  }
}

/** Asks a Redis directly, on a connection for this one question. */
export async function ask(url: string, ...command: string[]): Promise<RedisReply> {
  const line = await RedisLine.open(url);
  try {
    return await line.command(command);
  } finally {
    line.close();
  }
}

/** How many connections a Redis has, without the one that asks. */
export async function connectionsOf(url: string): Promise<number> {
  return (
    String(await ask(url, 'CLIENT', 'LIST'))
      .trim()
      .split('\n').length - 1
  );
}
