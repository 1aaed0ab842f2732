/**
 * A Worker with its objects in one workerd, as a process: neither wrangler nor its own proxy is in between, which would
 * be a second workerd before every socket. KIND is `breakwater` (as a deployment bundles it) or `naive`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { boundObjects, edgeConfig } from './fanout-edge-config.ts';

const { KIND = 'naive', SETTINGS = '{}' } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-edge-'));
const ours = KIND === 'breakwater';

function bundle(): string {
  const out = join(folder, 'bundle');
  const args = ['node_modules/wrangler/bin/wrangler.js', 'deploy', '--dry-run', '--outdir', out];
  const env = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(folder, 'log') };
  const run = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`The Worker cannot be bundled\n${run.stdout}${run.stderr}`);
  const name = readdirSync(out).find((file) => file.endsWith('.js')) ?? '';
  return readFileSync(join(out, name), 'utf8');
}

function naive(): string {
  return stripTypeScriptTypes(readFileSync(join(import.meta.dirname, 'fanout-edge-naive.ts'), 'utf8'));
}

function remove(): void {
  rmSync(folder, { recursive: true, force: true });
}

const objects = ours ? boundObjects(readFileSync('wrangler.toml', 'utf8')) : { ROOMS: 'NaiveRoom' };
const settings = JSON.parse(SETTINGS) as Record<string, string>;
mkdirSync(join(folder, 'store'));
writeFileSync(join(folder, 'main.js'), ours ? bundle() : naive());
writeFileSync(join(folder, 'config.capnp'), edgeConfig({ objects, settings, store: join(folder, 'store') }));

// The one that miniflare, and so `wrangler dev`, runs.
const besideMiniflare = createRequire(createRequire(import.meta.url).resolve('miniflare'));
const { default: workerd } = besideMiniflare('workerd') as { default: string };
const args = ['serve', '--experimental', '--control-fd=3', join(folder, 'config.capnp')];
const child = spawn(workerd, args, { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
child.once('exit', (code) => {
  remove();
  process.exit(code ?? 0);
});
const control = child.stdio[3];
if (control && 'on' in control) {
  createInterface({ input: control as NodeJS.ReadableStream }).on('line', (line) => {
    const { event, port } = JSON.parse(line) as { event: string; port?: number };
    if (event === 'listen') process.stdout.write(`Ready on http://127.0.0.1:${port}\n`);
  });
}
process.once('SIGTERM', () => child.kill('SIGKILL'));
