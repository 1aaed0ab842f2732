import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './source-files.ts';

/** What the Worker may weigh, gzipped: a tenth of what Cloudflare takes, so that a cold start stays short. */
const MOST_BYTES = 200 * 1024;
const PATIENCE_MS = 120_000;

/**
 * Bundles the Worker as a deployment would, without one, and weighs it.
 *
 * @throws Error with what wrangler said when it cannot be bundled
 */
export function weighBundle(): number {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-bundle-'));
  try {
    const args = ['node_modules/wrangler/bin/wrangler.js', 'deploy', '--dry-run', '--outdir', folder];
    const env = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' };
    const run = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8', timeout: PATIENCE_MS });
    if (run.status !== 0) throw new Error(`The Worker cannot be bundled\n${run.stdout}${run.stderr}`);
    const scripts = readdirSync(folder).filter((name) => /\.(m?js|wasm)$/.test(name));
    return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const bytes = weighBundle();
  const kilobytes = (bytes / 1024).toFixed(1);
  process.stdout.write(`The Worker has ${kilobytes} KB gzipped, may have ${MOST_BYTES / 1024}\n`);
  if (bytes === 0 || bytes > MOST_BYTES) process.exitCode = 1;
}
