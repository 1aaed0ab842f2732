import { ClockVirtual, RateLimiterMemory } from '#chat';
import { rateLimiterSuite } from './rate-limiter-suite.ts';

rateLimiterSuite({
  name: 'memory',
  async open() {
    const clock = new ClockVirtual();
    const limiter = new RateLimiterMemory(clock);
    return {
      limiter,
      advance: async (ms) => clock.advance(ms),
      size: async () => limiter.size,
      close: async () => {},
    };
  },
});
