import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PageVisitor, startBrowser } from './browser.ts';
import { buildPage, startEdgeAndPod, startTwoPods } from './page-scene.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

let browser: Browser;
let redis: RedisServer;
let places: RunningPlace[];
let ada: PageVisitor;
let bob: PageVisitor;

beforeAll(async () => {
  await buildPage();
  browser = await startBrowser();
  redis = await startRedisServer();
});

afterAll(async () => {
  await browser?.close();
  await redis?.stop();
});

/** Ada comes in at the first place, by day on a wide screen; Bob at the second, at night on a telephone. */
async function open(started: [RunningPlace, RunningPlace]): Promise<void> {
  places = started;
  ada = await PageVisitor.open(browser, started[0].url, { colorScheme: 'light' });
  bob = await PageVisitor.open(browser, started[1].url, { colorScheme: 'dark', viewport: { width: 320, height: 640 } });
}

afterEach(async () => {
  const complaints = [ada, bob].flatMap((visitor) => visitor.complaints);
  await Promise.all([ada, bob].map((visitor) => visitor.page.context().close()));
  await Promise.all(places.map((place) => place.stop()));
  expect(complaints).toEqual([]);
});

describe('the page', () => {
  beforeEach(async ({ task }) => open(await startTwoPods(redis.url, `page-${task.id.replace(/\W/g, '')}`)));

  it('lets two people on two pods talk, in the same order for both', async () => {
    await ada.enter('Ada');
    await bob.enter('Bob');

    await ada.say('Is the ferry in?');
    await bob.hears('Is the ferry in?');
    await bob.say('Not yet, see https://ferries.example/today.');
    await ada.hears('Not yet');

    expect(await ada.said()).toEqual(await bob.said());
    const link = bob.page.getByRole('link', { name: 'https://ferries.example/today', exact: true });
    expect(await link.getAttribute('rel')).toContain('noopener');
    await ada.page.locator('.members li', { hasText: 'Bob' }).waitFor();
    await ada.page.getByRole('button', { name: '2 here' }).waitFor();
    await ada.page.locator('.own .mark-sent').waitFor();
  });

  it('goes on at the other pod when its own is gone, and loses nothing that was said meanwhile', async () => {
    await ada.enter('Ada');
    await bob.enter('Bob');
    await ada.say('before');
    await bob.hears('before');

    await places[0]!.kill();
    await ada.say('from a page without its pod');
    await bob.say('from the other side');
    await bob.hears('from a page without its pod');
    await ada.hears('from the other side');
    await ada.online('pod-2');

    expect((await ada.said()).toSorted()).toEqual(['before', 'from a page without its pod', 'from the other side']);
    expect(await ada.said()).toEqual(await bob.said());
  });

  it('says that it reconnects while nobody answers, keeps what is written, and hurries when it is asked to', async () => {
    await ada.enter('Ada');
    await Promise.all(places.map((place) => place.kill()));

    const retry = ada.page.getByRole('button', { name: 'Retry now' });
    await retry.waitFor();
    await ada.say('written while nobody answers');
    const waiting = ada.page.locator('.pending.waiting', { hasText: 'written while nobody answers' });
    await waiting.waitFor();
    expect(await ada.page.locator('.badge-text').textContent()).toMatch(/Reconnecting|Offline since/);

    const port = new URL(places[0]!.url).port;
    const env = { PORT: port, KEY_PREFIX: 'page-back', ALLOWED_ORIGINS: places[0]!.url };
    places = [await startPod({ redisUrl: redis.url, env })];
    await retry.click({ timeout: 2_000 }).catch(() => {});
    await ada.hears('written while nobody answers');
    await waiting.waitFor({ state: 'detached' });
    // The pod that came back has another log: that is said, too.
    await ada.page.getByText('Some messages may be missing').waitFor();
    await ada.online();
  });

  it('keeps the person and what is unsent through a reload', async () => {
    await ada.enter('Ada');
    await ada.say('said once');
    await ada.hears('said once');
    let held = true;
    // A socket that opens and leads nowhere.
    await ada.page.routeWebSocket(/\/socket$/, (socket) => {
      if (!held) socket.connectToServer();
    });
    await ada.page.reload();
    await ada.say('said before the reload');
    await ada.page.locator('.pending.waiting', { hasText: 'said before the reload' }).waitFor();

    held = false;
    await ada.page.reload();
    await ada.hears('said before the reload');
    await ada.page.reload();
    await ada.hears('said before the reload');

    expect(await ada.said()).toEqual(['said once', 'said before the reload']);
    expect(await ada.page.locator('.line.own').count()).toBe(2);
  });

  it('goes to another room by its name and back by the browser, and each room has its own people', async () => {
    await ada.enter('Ada');
    await bob.enter('Bob');
    await ada.page.locator('summary').click();
    await ada.page.getByLabel('Go to room').fill('Boat Shed');
    await ada.page.getByLabel('Go to room').press('Enter');
    await ada.online();
    await ada.page.locator('.room-name', { hasText: 'boat-shed' }).waitFor();
    await ada.say('only here');
    await ada.hears('only here');

    expect(ada.page.url()).toContain('?room=boat-shed');
    await ada.page.goBack();
    await ada.page.locator('.room-name', { hasText: 'lobby' }).waitFor();
    await ada.online();
    await ada.say('in the lobby');
    await bob.hears('in the lobby');
    expect(await bob.said()).toEqual(['in the lobby']);
  });

  it('sends with Enter, begins a line with Shift and Enter, and leaves an input method alone', async () => {
    await ada.enter('Ada');
    const field = ada.page.getByRole('textbox', { name: /^Message to/ });
    await field.pressSequentially('one');
    await field.press('Shift+Enter');
    await field.pressSequentially('two');
    await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    expect(await field.inputValue()).toBe('one\ntwo');

    await field.press('Enter');
    await ada.hears('two');

    expect(await ada.said()).toEqual(['one\ntwo']);
    expect(await field.inputValue()).toBe('');
  });

  it('shows what people write as text, whatever it is', async () => {
    await ada.enter('Ada <b>');
    await bob.enter('Bob');

    await ada.say('<img src=x onerror=alert(1)> javascript:alert(2) http://a.example/"onclick=alert(3)');
    await bob.hears('<img src=x');

    const links = await bob.page
      .locator('.said a')
      .evaluateAll((found) => found.map((each) => each.getAttribute('href')));
    expect(links).toEqual(['http://a.example/']);
    expect(await bob.page.locator('.said img').count()).toBe(0);
  });

  it('has no serious barrier and no sideways scroll, by day and by night, wide and narrow, alone and in a room', async () => {
    const everybody = [ada, bob];
    for (const visitor of everybody) expect(await visitor.barriers()).toEqual([]);
    await ada.enter('Ada');
    await bob.enter('Bob');
    await ada.say(`A long word: ${'x'.repeat(300)}`);
    await bob.say('See https://ferries.example/today');
    await ada.hears('See');
    await bob.page.getByRole('button', { name: /here$/ }).click();
    await bob.page.locator('summary').click();

    for (const visitor of everybody) expect(await visitor.barriers()).toEqual([]);
    const [scroll, width] = await bob.page.evaluate<number[]>('[document.documentElement.scrollWidth, innerWidth]');
    expect(scroll).toBeLessThanOrEqual(width ?? 0);
  });

  it('can be used by the keyboard alone', async () => {
    const { keyboard } = ada.page;
    await keyboard.press('Tab');
    await keyboard.type('Ada');
    await keyboard.press('Enter');
    await ada.online();
    const skip = ada.page.getByRole('button', { name: 'Skip to writing' });
    const focused = () => skip.evaluate((element) => element.matches(':focus'));
    for (let steps = 0; steps < 10 && !(await focused()); steps++) await keyboard.press('Shift+Tab');
    expect(await focused()).toBe(true);

    await keyboard.press('Enter');
    await keyboard.type('without a mouse');
    await keyboard.press('Enter');

    await ada.hears('without a mouse');
  });
});

describe('the page at the edge', () => {
  it('lets somebody there talk with somebody at a pod, and goes to the pod when the edge is gone', async () => {
    await open(await startEdgeAndPod(redis.url, 'page-edge'));
    await ada.enter('Ada');
    await ada.online('edge');
    await bob.enter('Bob');
    await ada.say('from the edge');
    await bob.hears('from the edge');
    await bob.say('from the pod');
    await ada.hears('from the pod');

    await places[0]!.kill();
    await ada.say('still here');
    await bob.hears('still here');
    await ada.online('pod-1');

    expect(await ada.said()).toEqual(['from the edge', 'from the pod', 'still here']);
    expect(await bob.said()).toEqual(await ada.said());
  }, 90_000);
});
