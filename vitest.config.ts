import { configDefaults, defineConfig } from 'vitest/config';

/** Everything that runs in Node. What runs inside workerd has a configuration of its own, in worker/. */
export default defineConfig({
  test: {
    include: ['*/**/*.test.ts', '*/**/*.test.tsx'],
    exclude: [...configDefaults.exclude, '**/.dev/**', '**/.wrangler/**', '**/*.workerd.test.ts'],
    globalSetup: './tools/page-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    // Real processes on a machine that CI shares: what fails once is tried once more, and `npm test` names it at its end.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
