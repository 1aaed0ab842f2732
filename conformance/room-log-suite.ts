import { describe } from 'vitest';
import type { Retention, RoomLog } from '#chat';
import { promiseAppending } from './room-log-appending.ts';
import { promiseFollowing } from './room-log-following.ts';
import { promiseMuting } from './room-log-muting.ts';
import { promiseOutliving } from './room-log-outliving.ts';
import { promiseReading } from './room-log-reading.ts';
import { type Exception, promises } from './suite.ts';

/** A keeper on a store, and what a test may do to them. What a keeper cannot do is left out by `except`. */
export interface OpenedLog {
  readonly log: RoomLog;
  /** The same store, as another process has it. */
  readonly second?: RoomLog | undefined;
  /** Lets time pass for the keeper, in milliseconds; a keeper with a real clock waits. */
  advance(ms: number): Promise<void>;
  /** Ends the keeper without a goodbye and opens its store again. */
  readonly restart?: (() => Promise<RoomLog>) | undefined;
  /** Empties the store under the open keeper. */
  readonly lose?: (() => Promise<void>) | undefined;
  /** Takes the store away from the open keeper. */
  readonly sever?: (() => Promise<void>) | undefined;
  close(): Promise<void>;
}

export interface RoomLogRunner {
  readonly name: string;
  open(retention: Retention): Promise<OpenedLog>;
  readonly except?: readonly Exception[];
}

/** What every keeper of `RoomLog` promises: one test for each MUST of the port, and what follows from them. */
export function roomLogSuite({ name, open, except = [] }: RoomLogRunner): void {
  describe(`RoomLog: ${name}`, () => {
    promises(except, (promised) => {
      promiseAppending(open, promised);
      promiseReading(open, promised);
      promiseFollowing(open, promised);
      promiseMuting(open, promised);
      promiseOutliving(open, promised);
    });
  });
}
