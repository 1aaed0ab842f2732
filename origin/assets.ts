import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context } from 'hono';
import { ChatFault } from '#chat';

/** Where `npm run build` puts the page. */
export const PAGE_FOLDER = join(import.meta.dirname, '..', 'web', 'dist');

/** Addresses of pages that have a name of their own; the edge's assets know them by themselves. */
const PAGES: Readonly<Record<string, string>> = { '/analytics': '/analytics.html' };

const MISSING = 'The page was not built: run "npm run build", then load this again.\n';

/** Vite puts a hash of its content into the name of each of these, so that a name always means the same bytes. */
const HASHED = /^\/assets\/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+(?:\.map)?$/;

/**
 * The page's files. Hashed ones may be kept for ever, the others must be asked for each time. A page that is built
 * while the pod runs is found.
 *
 * @throws ChatFault `not-found`
 */
export function createAssets(folder: string = PAGE_FOLDER): (context: Context) => Promise<Response> {
  let serve: ReturnType<typeof serveStatic> | undefined;
  return async (context) => {
    if (serve === undefined && existsSync(join(folder, 'index.html'))) {
      serve = serveStatic({ root: folder, rewriteRequestPath: (path) => PAGES[path] ?? path });
    }
    if (serve === undefined) {
      if (context.req.path !== '/') throw new ChatFault('not-found');
      return context.text(MISSING, 404);
    }
    const kept = HASHED.test(context.req.path) ? 'public, max-age=31536000, immutable' : 'no-cache';
    const response = await serve(context, async () => {});
    if (!(response instanceof Response)) throw new ChatFault('not-found');
    response.headers.set('cache-control', kept);
    return response;
  };
}
