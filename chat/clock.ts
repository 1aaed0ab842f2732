/** Time and waiting, as a port: so that the rules of a room can be run through a day in a second, with a seed. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `task` once after `ms` milliseconds, unless the returned function is called first. */
  after(ms: number, task: () => void): () => void;
}
