import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { faultOf } from '#chat';
import { createAssets } from './assets.ts';

let folder: string;
let get: (path: string, method?: string) => Promise<Response>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-page-'));
  const assets = createAssets(join(folder, 'dist'));
  const app = new Hono();
  app.all('*', assets);
  app.onError((error) => new Response(faultOf(error).code, { status: faultOf(error).status }));
  get = async (path, method = 'GET') => app.request(path, { method });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function build(): void {
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'index.html'), '<h1>Chat</h1>');
  writeFileSync(join(folder, 'dist', 'assets', 'page-B1x_9aZ-.js'), 'start()');
  writeFileSync(join(folder, 'secret.txt'), 'outside');
}

test('a page that was not built says what to do, and is found once it was', async () => {
  const before = await get('/');
  expect([before.status, await before.text()]).toEqual([404, expect.stringContaining('npm run build')]);

  build();

  const after = await get('/');
  expect([after.status, await after.text()]).toEqual([200, '<h1>Chat</h1>']);
});

test('the page is asked for each time, what has a hash in its name never again', async () => {
  build();

  const page = await get('/');
  const script = await get('/assets/page-B1x_9aZ-.js');

  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test('the analytics page is found without the end of its name', async () => {
  build();
  writeFileSync(join(folder, 'dist', 'analytics.html'), '<h1>Analytics</h1>');

  expect(await (await get('/analytics')).text()).toBe('<h1>Analytics</h1>');
});

test.each(['/nothing', '/assets/missing-B1x_9aZ-.js', '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt'])(
  '%s is not found',
  async (path) => {
    build();

    const answer = await get(path);

    expect([answer.status, await answer.text()]).toEqual([404, 'not-found']);
  },
);

test('files are only read', async () => {
  build();

  expect((await get('/', 'POST')).status).toBe(404);
  expect((await get('/', 'HEAD')).status).toBe(200);
});
