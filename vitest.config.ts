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
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
