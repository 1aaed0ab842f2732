import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PageVisitor, startBrowser } from './browser.ts';
import { startEdgeAndPod, startTwoPods } from './page-scene.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

let browser: Browser;
let redis: RedisServer;
/** Those of one test. */
let places: RunningPlace[] = [];
let ada: PageVisitor;
let bob: PageVisitor;

beforeAll(async () => {
  browser = await startBrowser();
  redis = await startRedisServer();
});

afterAll(async () => {
  await browser?.close();
  await redis?.stop();
});

/** Ada comes in at the first place, by day on a wide screen; Bob at the second, at night on a narrow one. */
async function open(started: [RunningPlace, RunningPlace], name = 'Ada'): Promise<void> {
  places = started;
  await enter(started, name);
}

async function enter(started: [RunningPlace, RunningPlace], name: string, room = 'lobby'): Promise<void> {
  const narrow = { colorScheme: 'dark', viewport: { width: 320, height: 640 } } as const;
  [ada, bob] = await Promise.all([
    PageVisitor.enter(browser, `${started[0].url}/?room=${room}`, name, { colorScheme: 'light' }),
    PageVisitor.enter(browser, `${started[1].url}/?room=${room}`, 'Bob', narrow),
  ]);
}

afterEach(async () => {
  const complaints = [ada, bob].flatMap((visitor) => visitor.complaints);
  await Promise.all([ada, bob].map((visitor) => visitor.page.context().close()));
  await Promise.all(places.splice(0).map((place) => place.stop()));
  expect(complaints).toEqual([]);
});

describe('the page', () => {
  beforeEach(async ({ task }) => open(await startTwoPods(redis.url, `page-${task.id.replace(/\W/g, '')}`)));

  it('goes on at the other pod when its own is gone, and loses nothing that was said meanwhile', async () => {
    await ada.say('before');
    await bob.hears('before');

    await places[0]!.kill();
    await ada.say('from a page without its pod', { x: 160, y: 400 });
    await bob.say('from the other side');
    await bob.saidCount(3);
    await ada.online('pod-2');
    await ada.saidCount(3);

    expect((await ada.said()).toSorted()).toEqual(['before', 'from a page without its pod', 'from the other side']);
    expect(await ada.said()).toEqual(await bob.said());
  });

  it('says that it reconnects while nobody answers, and asks about what was meant for a moment that is over', async () => {
    await Promise.all(places.map((place) => place.kill()));
    const retry = ada.page.getByRole('button', { name: 'Retry now' });
    await retry.waitFor();
    await ada.say('meant for this moment');
    await ada.turnTo('Chat');
    await ada.page.getByLabel('Message to lobby').fill('meant for whenever');
    await ada.page.getByLabel('Message to lobby').press('Enter');
    await ada.bubble('meant for whenever', 'waiting').waitFor();
    expect(await ada.page.locator('.badge-text').textContent()).toMatch(/Reconnecting|Offline since/);
    await ada.page.getByText('A message was not sent.').waitFor();

    const port = new URL(places[0]!.url).port;
    const env = { PORT: port, KEY_PREFIX: 'page-back', ALLOWED_ORIGINS: places[0]!.url };
    places = [await startPod({ redisUrl: redis.url, env })];
    await retry.click({ timeout: 2_000 }).catch(() => {});
    await ada.online();
    await ada.saidCount(1);
    // The pod that came back has another log: that is said, too.
    await ada.page.getByText('Some messages may be missing').waitFor();
    await ada.page.locator('.outbox').getByRole('button', { name: 'Retry' }).click();
    await ada.saidCount(2);

    expect(await ada.said()).toEqual(['meant for whenever', 'meant for this moment']);
    expect(await ada.page.locator('.outbox').count()).toBe(0);
  });
});

describe('the page of pods that stay', () => {
  let pods: [RunningPlace, RunningPlace];
  let room: string;
  beforeAll(async () => {
    pods = await startTwoPods(redis.url, 'page-stays');
  });
  afterAll(() => Promise.all(pods.map((pod) => pod.stop())));
  beforeEach(async ({ task }) => {
    room = `stay-${task.id.replace(/\W/g, '')}`.toLowerCase();
    await enter(pods, 'Ada', room);
  });

  it('keeps the person and what is unsent through a reload', async () => {
    await ada.say('said once');
    await ada.hears('said once');
    let held = true;
    // A socket that opens and leads nowhere.
    await ada.page.routeWebSocket(/\/socket$/, (socket) => {
      if (!held) socket.connectToServer();
    });
    await ada.page.reload();
    await ada.page.getByLabel(`Message to ${room}`).fill('said before the reload');
    await ada.page.getByLabel(`Message to ${room}`).press('Enter');
    await ada.page.locator('.pending.waiting', { hasText: 'said before the reload' }).waitFor();

    held = false;
    await ada.page.reload();
    await ada.saidCount(2);
    await ada.page.reload();
    await ada.saidCount(2);

    expect(await ada.said()).toEqual(['said once', 'said before the reload']);
    expect(await ada.page.locator('.line.own').count()).toBe(2);
  });

  it('goes to another room by its name and back by the browser, and each room has its own people', async () => {
    await ada.page.locator('summary').click();
    await ada.page.getByLabel('Go to room').fill('Boat Shed');
    await ada.page.getByLabel('Go to room').press('Enter');
    await ada.page.locator('.room-name', { hasText: 'boat-shed' }).waitFor();
    await ada.online();
    await ada.say('only here');
    await ada.saidCount(1);

    expect(ada.page.url()).toContain('?room=boat-shed');
    await ada.page.goBack();
    await ada.page.locator('.room-name', { hasText: room }).waitFor();
    await ada.online();
    await ada.say('in the lobby');
    await bob.hears('in the lobby');
    expect(await bob.said()).toEqual(['in the lobby']);
  });
});

describe('the page at the edge', () => {
  it('lets somebody there talk with somebody at a pod, and goes to the pod when the edge is gone', async () => {
    await open(await startEdgeAndPod(redis.url, 'page-edge'));
    await ada.online('edge');
    await ada.write('from the ed');
    await bob.bubble('from the ed', 'typing').waitFor();
    await ada.page.keyboard.type('ge');
    await ada.page.keyboard.press('Enter');
    await bob.hears('from the edge');
    await bob.say('from the pod', { x: 120, y: 420 });
    await ada.hears('from the pod');

    await places[0]!.kill();
    await ada.page.keyboard.type('still here');
    await ada.page.keyboard.press('Enter');
    await bob.saidCount(3);
    await ada.online('pod-1');
    await ada.saidCount(3);

    expect(await ada.said()).toEqual(['from the edge', 'from the pod', 'still here']);
    expect(await bob.said()).toEqual(await ada.said());
  }, 90_000);
});
