/**
 * How long to wait after so many failures in a row, in milliseconds: twice as long each time up to `lastMs`, and
 * somewhere between half and all of that, so that processes which failed together do not come back together. At most a
 * second, because a Redis that is back must be in use again within two.
 *
 * @example
 * backoffMs(0, 50, 1_000, () => 1) // => 50
 * backoffMs(10, 50, 1_000, () => 0) // => 500
 */
export function backoffMs(failures: number, firstMs = 50, lastMs = 1_000, random = Math.random): number {
  return Math.min(lastMs, firstMs * 2 ** Math.min(failures, 30)) * (0.5 + random() / 2);
}

/** A wait that can be cut short. */
export class Pause {
  #end: (() => void) | undefined;

  for(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end?.(), ms);
      this.#end = () => {
        clearTimeout(timer);
        this.#end = undefined;
        resolve();
      };
    });
  }

  end(): void {
    this.#end?.();
  }
}
