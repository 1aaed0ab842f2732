/**
 * The edge as a process: what `wrangler dev` runs, from the same wrangler.toml, but without watching files. A place
 * under test must not start again because somebody, or another test, has built the page.
 */
import { unstable_startWorker as startWorker } from 'wrangler';

const { EDGE_SETTINGS = '', EDGE_STATE = '' } = process.env;

const worker = await startWorker({
  config: 'wrangler.toml',
  envFiles: [EDGE_SETTINGS],
  dev: {
    server: { hostname: '127.0.0.1', port: 0 },
    inspector: false,
    watch: false,
    persist: EDGE_STATE,
  },
});
process.stdout.write(`Ready on ${(await worker.url).origin}\n`);
