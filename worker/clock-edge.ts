import type { Clock } from '#chat';

/** The platform's time. A wait keeps an object from sleeping, so only short ones belong in one. */
export const CLOCK_EDGE: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
