import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PageVisitor, startBrowser } from './browser.ts';
import { buildPage, startEdgeAndPod } from './page-scene.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { signToken } from './token.ts';

const PREFIX = 'page-canvas';
let browser: Browser;
let redis: RedisServer;
let places: RunningPlace[];
let room: string;
let ada: PageVisitor;
let bob: PageVisitor;

beforeAll(async () => {
  await buildPage();
  [browser, redis] = await Promise.all([startBrowser(), startRedisServer()]);
  places = await startEdgeAndPod(redis.url, PREFIX);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all((places ?? []).map((place) => place.stop()));
  await redis?.stop();
});

/** Ada is at the edge, Bob at a pod, and the room is their own. */
beforeEach(async ({ task }) => {
  room = `canvas-${task.id.replace(/\W/g, '')}`;
  const [edge, pod] = places.map(({ url }) => `${url}/?room=${room}`);
  [ada, bob] = await Promise.all([
    PageVisitor.enter(browser, edge ?? '', 'Ada', { colorScheme: 'light' }),
    PageVisitor.enter(browser, pod ?? '', 'Bob', { colorScheme: 'dark' }),
  ]);
});

afterEach(async () => {
  const complaints = [ada, bob].flatMap((visitor) => visitor.complaints);
  await Promise.all([ada, bob].map((visitor) => visitor.page.context().close()));
  expect(complaints).toEqual([]);
});

/** The camera, as the canvas is drawn: where the start is on the screen, and how large. */
async function view(visitor: PageVisitor): Promise<{ x: number; y: number; zoom: number }> {
  const style = (await visitor.page.locator('.ground').getAttribute('style')) ?? '';
  const [x = Number.NaN, y = Number.NaN, zoom = Number.NaN] = (style.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  return { x: Math.round(x), y: Math.round(y), zoom };
}

describe('words on the canvas', () => {
  it('grow for others at each key, stay one bubble when they are said, and fade for everybody after five seconds', async () => {
    await ada.write('H');
    await bob.bubble('H', 'typing').waitFor();
    const key = await bob.bubble('H').getAttribute('data-key');
    await ada.page.keyboard.type('ello');
    await bob.bubble('Hello', 'typing').waitFor();
    await ada.page.keyboard.press('Backspace');
    await bob.page.locator('.words', { hasText: /^Hell$/ }).waitFor();

    await ada.page.keyboard.press('Enter');
    await bob.bubble('Hell', 'shown').waitFor();
    const shownAt = Date.now();
    expect(await bob.bubble('Hell').getAttribute('data-key')).toBe(key);

    await bob.bubble('Hell').waitFor({ state: 'detached' });
    await ada.bubble('Hell').waitFor({ state: 'detached' });
    const seenMs = Date.now() - shownAt;
    expect(seenMs).toBeGreaterThan(4_000);
    expect(seenMs).toBeLessThan(8_000);
    expect(await bob.said()).toEqual(['Hell']);
  });

  it('go when they are given up, and are not shown while they are written by somebody who does not want that', async () => {
    await ada.write('never mind');
    await bob.bubble('never mind', 'typing').waitFor();
    await ada.page.keyboard.press('Escape');
    await bob.bubble('never mind').waitFor({ state: 'detached' });

    await ada.turnTo('Settings');
    await ada.page.getByLabel('Show others my words while I write').uncheck();
    await ada.write('a secret until it is said');
    await bob.say('I see nothing', { x: 300, y: 200 });
    await ada.hears('I see nothing');
    expect(await bob.bubble('a secret').count()).toBe(0);
    await ada.page.keyboard.press('Enter');
    await bob.hears('a secret until it is said');
  });

  it('stay while they are pointed at or have the keyboard, and for as long as a reader wants', async () => {
    await ada.say('kept');
    await ada.say('let go', { x: 160, y: 420 });
    await bob.hears('kept');
    await bob.page.locator('#canvas').focus();
    await bob.page.keyboard.press('p');
    await bob.page.keyboard.press('p');
    await ada.bubble('kept').hover();
    for (const visitor of [ada, bob]) {
      await visitor.bubble('let go').waitFor({ state: 'detached' });
      expect(await visitor.page.locator('.bubble .words').allTextContents()).toEqual(['kept']);
    }
    await bob.page.keyboard.press('Escape');
    await ada.page.mouse.move(500, 500);
    for (const visitor of [ada, bob]) await visitor.bubble('kept').waitFor({ state: 'detached' });

    await bob.turnTo('Settings');
    await bob.page.getByLabel('Never').check({ force: true });
    await bob.hears('kept');
    expect(await bob.page.locator('.bubble').count()).toBe(2);
  });

  it('can be reacted to, edited and taken away, and somebody can be hidden', async () => {
    await ada.say('teh ferry');
    await bob.bubble('teh ferry').click();
    await bob.page.getByRole('button', { name: 'React with 👍' }).click();
    await ada.page.locator('.bubble .marks', { hasText: '👍' }).waitFor();

    await ada.bubble('teh ferry').click();
    await ada.page.getByRole('button', { name: 'Edit' }).click();
    await ada.page.getByLabel('Edit the message').fill('the ferry');
    await ada.page.keyboard.press('Enter');
    await bob.hears('the ferry');
    await bob.page.locator('.bubble .marks', { hasText: 'edited' }).waitFor();

    await ada.bubble('the ferry').click();
    await ada.page.getByRole('button', { name: 'Delete' }).click();
    await bob.bubble('the ferry').waitFor({ state: 'detached' });
    expect(await bob.said()).toEqual([]);

    await ada.say('too much', { x: 160, y: 500 });
    await bob.bubble('too much').click();
    await bob.page.getByRole('button', { name: 'Hide Ada' }).click();
    await bob.bubble('too much').waitFor({ state: 'detached' });
  });

  it('come from an input method whole, and pasted ones are cleaned', async () => {
    await ada.write('');
    const field = ada.page.getByLabel('Write on the canvas');
    await field.pressSequentially('one');
    await field.press('Shift+Enter');
    await field.pressSequentially('two');
    await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    expect(await field.inputValue()).toBe('one\ntwo');
    await ada.page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', ' \\u202ethree\\n\\n\\n\\nfour ');
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(paste);
    })()`);
    await field.pressSequentially(' :wave:');

    await field.press('Enter');

    await bob.saidCount(1);
    expect(await bob.said()).toEqual(['one\ntwothree\n\nfour 👋']);
  });

  it('are counted when they become long, and not sent when they are too long', async () => {
    await ada.write('');
    const field = ada.page.getByLabel('Write on the canvas');
    await field.fill('x'.repeat(250));
    await ada.page.getByText('30 of 280 letters left').waitFor();
    await field.fill('x'.repeat(281));
    await ada.page.getByText('1 letters too long').waitFor();

    await field.press('Enter');

    expect(await field.inputValue()).toHaveLength(281);
  });
});

describe('the canvas', () => {
  it('is moved and zoomed by mouse, wheel and keys, and says where something is that is out of sight', async () => {
    const start = await view(bob);
    await bob.page.mouse.move(300, 500);
    await bob.page.mouse.down();
    await bob.page.mouse.move(340, 480, { steps: 4 });
    await bob.page.mouse.up();
    // The first few pixels could still be a click.
    const dragged = await view(bob);
    expect(Math.abs(dragged.x - start.x - 40)).toBeLessThan(5);
    expect(Math.abs(dragged.y - start.y + 20)).toBeLessThan(5);
    await bob.page.mouse.wheel(0, 100);
    await expect.poll(async () => (await view(bob)).y).toBe(dragged.y - 100);
    await bob.page.keyboard.down('Control');
    await bob.page.mouse.wheel(0, -100);
    await bob.page.keyboard.up('Control');
    await expect.poll(async () => (await view(bob)).zoom).toBeGreaterThan(1.1);
    await bob.page.locator('#canvas').focus();
    await bob.page.keyboard.press('0');
    expect((await view(bob)).zoom).toBeCloseTo(1, 5);

    for (let steps = 0; steps < 8; steps++) await bob.page.keyboard.press('Shift+ArrowRight');
    await ada.say('over here');
    await bob.page.getByRole('button', { name: 'Go to Ada' }).click();
    await bob.page.getByRole('button', { name: 'Go to Ada' }).waitFor({ state: 'detached' });
    await bob.page.keyboard.press('Shift+ArrowUp');
    await bob.page.getByRole('button', { name: 'Back to the start' }).click();
    await expect.poll(() => view(bob)).toEqual(start);
  });

  it('shows where others point, unless somebody does not want that', async () => {
    await ada.page.mouse.move(300, 300);
    await bob.page.locator('.cursor bdi', { hasText: 'Ada' }).waitFor();

    await ada.turnTo('Settings');
    await ada.page.getByLabel('Show where people point').uncheck();

    await bob.page.locator('.cursor bdi').waitFor({ state: 'detached' });
  });

  it('can be used by the keyboard alone', async () => {
    const { keyboard } = ada.page;
    await keyboard.press('Tab');
    expect(await ada.page.locator('.skip').evaluate((skip) => skip.matches(':focus'))).toBe(true);
    await keyboard.press('Enter');
    await keyboard.type('without a mouse');
    await keyboard.press('Enter');
    await bob.hears('without a mouse');
    await keyboard.press('Escape');
    await keyboard.press('p');
    await keyboard.press('Enter');
    await ada.page.getByRole('button', { name: 'React with 👍' }).press('Enter');
    await bob.page.locator('.bubble .marks', { hasText: '👍' }).waitFor();
    await keyboard.press('Escape');
    await keyboard.press('?');
    await ada.page.getByRole('heading', { name: 'Keys and gestures' }).waitFor();
    await keyboard.press('Escape');
    await keyboard.press('c');
    await ada.page.locator('.panel').waitFor({ state: 'detached' });

    const stops = new Set<string>();
    for (let steps = 0; steps < 25; steps++) {
      await keyboard.press('Tab');
      stops.add(await ada.page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.tagName'));
    }
    for (const stop of ['Canvas', 'Chat', 'Settings', 'Zoom in']) expect([...stops]).toContain(stop);
  });

  it('is written on by touch, and zoomed with two fingers', async () => {
    const url = `${places[1]?.url}/?room=${room}`;
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
    const eve = await PageVisitor.enter(browser, url, 'Eve', phone);
    await eve.page.touchscreen.tap(150, 450);
    await eve.page.keyboard.type('by thumb');
    await eve.page.getByRole('button', { name: 'Send', exact: true }).tap();
    await ada.hears('by thumb');

    const touch = await eve.page.context().newCDPSession(eve.page);
    const fingers = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number) =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [-1, 1].map((side, id) => ({ x: 180 + side * apart, y: 300, id })),
      });
    await fingers('touchStart', 40);
    for (let apart = 45; apart <= 80; apart += 5) await fingers('touchMove', apart);
    await fingers('touchEnd', 0);
    await expect.poll(async () => (await view(eve)).zoom).toBeGreaterThan(1.5);
    expect(await eve.page.evaluate('visualViewport.scale')).toBe(1);
    expect(eve.complaints).toEqual([]);
    await eve.page.context().close();
  });

  it('tells whoever listens what others write, and where, at most every two seconds', async () => {
    const log = ada.page.getByRole('log');
    await ada.page.evaluate(`(() => {
      globalThis.announced = [];
      const list = document.querySelector('[role=log]');
      new MutationObserver(() => announced.push(performance.now())).observe(list, { childList: true });
    })()`);
    for (let count = 1; count <= 5; count++) await bob.say(`call ${count}`, { x: 150, y: 100 + count * 80 });
    await log.getByText(/^Bob: call 5 \((upper |lower )?left, \d+ px from you\)$/).waitFor();

    const times = await ada.page.evaluate<number[]>('announced');
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...pauses, Number.POSITIVE_INFINITY)).toBeGreaterThan(1_500);
    await ada.turnTo('Settings');
    await ada.page.getByLabel('Read new messages aloud to screen readers').uncheck();
    expect(await log.getAttribute('aria-live')).toBe('off');
  });

  it('moves nothing by itself for whoever wants less motion', async () => {
    await bob.page.emulateMedia({ reducedMotion: 'reduce' });
    await ada.say('quietly');
    await bob.hears('quietly');
    await bob.bubble('quietly', 'fading').waitFor();

    expect(await bob.page.evaluate("getComputedStyle(document.querySelector('.bubble')).opacity")).toBe('1');
    expect(await bob.page.evaluate('document.getAnimations().length')).toBe(0);
  });
});

describe('moderators', () => {
  it('sign in with a token, take messages away, mute and send people out; who was sent out may come again', async () => {
    const env = { KEY_PREFIX: PREFIX, GUESTS: 'false', ALLOWED_ORIGINS: places[1]?.url ?? '' };
    const gate = await startPod({ name: 'gate', redisUrl: redis.url, env });
    const mo = await PageVisitor.open(browser, `${gate.url}/?room=${room}`);
    const token = await signToken({ sub: 'mo', name: 'Mo', roles: ['moderator'] });
    await mo.page.getByLabel('Your token').fill(token);
    await mo.page.getByRole('button', { name: 'Enter' }).click();
    await mo.online();

    await ada.say('spam');
    await mo.bubble('spam').click();
    await mo.page.getByRole('button', { name: 'Delete' }).click();
    await bob.bubble('spam').waitFor({ state: 'detached' });
    await mo.turnTo('People');
    await mo.page.getByRole('button', { name: 'Mute Ada for ten minutes' }).click();
    await ada.page.getByText(/A moderator has muted you here. You can write again in 10 min/).waitFor();
    await mo.page.getByRole('button', { name: 'Send Ada out' }).click();
    await ada.page.getByRole('heading', { name: 'You are not in the room any more' }).waitFor();
    await ada.page.getByRole('button', { name: 'Try to come in again' }).click();
    await ada.online();

    expect(mo.complaints).toEqual([]);
    await mo.page.context().close();
    await gate.stop();
  });
});
