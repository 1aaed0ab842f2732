import { describe, expect, onTestFinished } from 'vitest';
import type { OnceStore } from '#chat';
import { freshVisitor } from './fresh.ts';
import { eventually } from './patience.ts';
import { type Exception, promises } from './suite.ts';

export interface OpenedOnceStore {
  readonly store: OnceStore;
  /** The same store, as another process has it. */
  readonly second?: OnceStore | undefined;
  close(): Promise<void>;
}

export interface OnceStoreRunner {
  readonly name: string;
  open(): Promise<OpenedOnceStore>;
  readonly except?: readonly Exception[];
}

/** What every keeper of `OnceStore` promises. */
export function onceStoreSuite({ name, open, except = [] }: OnceStoreRunner): void {
  const opened = async () => {
    const one = await open();
    onTestFinished(() => one.close());
    return one;
  };
  describe(`OnceStore: ${name}`, () => {
    promises(except, (promised) => {
      promised('what was put is taken once', async () => {
        const { store } = await opened();
        const key = freshVisitor().id;
        await store.put(key, 'text', 10_000);

        expect([await store.take(key), await store.take(key)]).toEqual(['text', undefined]);
        expect(await store.take(freshVisitor().id)).toBeUndefined();
      });

      promised('of many who take at once, at several processes, one gets it', async () => {
        const { store, second = store } = await opened();
        const key = freshVisitor().id;
        await store.put(key, 'text', 10_000);

        const taken = await Promise.all(
          Array.from({ length: 50 }, (_, index) => (index % 2 ? store : second).take(key)),
        );

        expect(taken.filter((text) => text !== undefined)).toEqual(['text']);
      });

      promised('after its time nothing is given out', async () => {
        const { store } = await opened();
        const [short, long] = [freshVisitor().id, freshVisitor().id];
        await store.put(short, 'text', 30);
        await store.put(long, 'text', 10_000);
        const until = Date.now() + 60;

        await eventually(() => (Date.now() > until ? true : undefined), 'the end of its time');

        expect([await store.take(short), await store.take(long)]).toEqual([undefined, 'text']);
      });
    });
  });
}
