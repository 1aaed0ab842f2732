import { test } from 'vitest';

/** A promise that one runner of a suite does not keep, and why. The reason is printed with the results. */
export interface Exception {
  readonly test: string;
  readonly because: string;
}

export type Promised = (name: string, run: () => Promise<void>) => void;

/**
 * Declares the tests of a suite: `declare` is given a function that takes each promise and its proof. What a runner
 * excepts is skipped with its reason; an exception that names no promise is a test that fails.
 */
export function promises(except: readonly Exception[], declare: (promised: Promised) => void): void {
  const unknown = new Set(except.map((exception) => exception.test));
  declare((name, run) => {
    const exception = except.find((each) => each.test === name);
    unknown.delete(name);
    test(name, async (context) => {
      if (exception) context.skip(exception.because);
      await run();
    });
  });
  for (const name of unknown) {
    test(`the exception "${name}" names a promise of this suite`, () => {
      throw new Error(`No promise has this name: correct the runner's "except"`);
    });
  }
}
