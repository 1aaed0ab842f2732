import { RpcTarget } from 'cloudflare:workers';

/** What somebody who follows a room from another object holds: the way to end it. */
export class Following extends RpcTarget {
  readonly #stop: () => void;

  constructor(stop: () => void) {
    super();
    this.#stop = stop;
  }

  stop(): void {
    this.#stop();
  }
}
