import type { RateLimiter, RateRule, Taken } from '#chat';
import { fnv1a } from '#streams';
import { takeAnswer } from './answer.ts';
import type { Env } from './env.ts';

/** Counts over all isolates and, with Redis, over the pods too: each key at one partition object. */
export class RateLimiterPartition implements RateLimiter {
  readonly #objects: Env['PARTITION_OBJECTS'];
  readonly #partitions: number;

  constructor(objects: Env['PARTITION_OBJECTS'], partitions: number) {
    this.#objects = objects;
    this.#partitions = partitions;
  }

  /** @throws ChatFault `unavailable` */
  take(key: string, rule: RateRule): Promise<Taken> {
    const object = this.#objects.getByName(`p${fnv1a(key) % this.#partitions}`);
    return takeAnswer<Taken>(object.takeRate(key, rule));
  }
}
