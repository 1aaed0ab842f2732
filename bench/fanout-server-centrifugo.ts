/**
 * Centrifugo 6 as a process, when its program is on the PATH: channels with history and recovery, which is what a room
 * promises here; with REDIS_URL its Redis engine. https://centrifugal.dev/docs/getting-started/installation says how to
 * get it; `go install github.com/centrifugal/centrifugo/v6@latest` is one way.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#conformance';

const { REDIS_URL = '' } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-centrifugo-'));
const port = await freePort();
const file = join(folder, 'config.json');

writeFileSync(
  file,
  JSON.stringify({
    http_server: { address: '127.0.0.1', port },
    client: { allow_anonymous_connect_without_token: true, allowed_origins: ['*'] },
    channel: {
      without_namespace: {
        history_size: 300,
        history_ttl: '300s',
        force_recovery: true,
        allow_subscribe_for_client: true,
        allow_subscribe_for_anonymous: true,
        allow_publish_for_subscriber: true,
        allow_publish_for_anonymous: true,
      },
    },
    ...(REDIS_URL !== '' && { engine: { type: 'redis', redis: { address: REDIS_URL } } }),
    health: { enabled: true, handler_prefix: '/ready' },
    log: { level: 'error' },
  }),
);
const child = spawn('centrifugo', ['--config', file], { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('exit', (code) => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 0);
});
process.once('SIGTERM', () => child.kill('SIGKILL'));
process.stdout.write(`Ready on http://127.0.0.1:${port}\n`);
