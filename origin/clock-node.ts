import type { Clock } from '#chat';

/** The machine's time. */
export const CLOCK_NODE: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
