import type { Clock } from '#chat';

/** The clock of browsers and Node. */
export const CLOCK_TIMERS: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
