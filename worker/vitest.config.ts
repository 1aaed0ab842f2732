import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/** The tests that run inside workerd, by miniflare, with the bindings of wrangler.toml. */
export default defineConfig({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        bindings: {
          AUTH_SECRET: 'a secret that only unit tests in workerd know',
          GUESTS: 'true',
          CONNECTS_PER_MINUTE: '0',
          LOG_LEVEL: 'error',
        },
      },
    }),
  ],
  test: { include: ['**/*.workerd.test.ts'], testTimeout: 30_000, retry: process.env.CI ? 1 : 0 },
});
