import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PATIENT, PageVisitor } from './browser.ts';
import { meet, type PageScene, startPageScene } from './page-scene.ts';

let scene: PageScene;
let room: string;
let ada: PageVisitor;
let bob: PageVisitor;

beforeAll(async () => {
  scene = await startPageScene('page-canvas');
}, 90_000);

afterAll(() => scene?.close());

beforeEach(async ({ task }) => {
  room = `page-canvas-${task.id.replace(/\W/g, '')}`;
  [ada, bob] = await meet(scene, room);
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
    await expect.poll(async () => (await view(bob)).y, PATIENT).toBe(dragged.y - 100);
    await bob.page.keyboard.down('Control');
    await bob.page.mouse.wheel(0, -100);
    await bob.page.keyboard.up('Control');
    await expect.poll(async () => (await view(bob)).zoom, PATIENT).toBeGreaterThan(1.1);
    await bob.page.locator('#canvas').focus();
    await bob.page.keyboard.press('0');
    expect((await view(bob)).zoom).toBeCloseTo(1, 5);

    for (let steps = 0; steps < 8; steps++) await bob.page.keyboard.press('Shift+ArrowRight');
    await ada.say('over here');
    await bob.page.getByRole('button', { name: 'Go to Ada' }).click();
    await bob.page.getByRole('button', { name: 'Go to Ada' }).waitFor({ state: 'detached' });
    await bob.page.keyboard.press('Shift+ArrowUp');
    await bob.page.getByRole('button', { name: 'Back to the start' }).click();
    await expect.poll(() => view(bob), PATIENT).toEqual(start);
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
    // Bob may hear it before Ada's page has it back from the log, and what is not there yet has no menu.
    const thumb = ada.page.getByRole('button', { name: 'React with 👍' });
    const openMenu = async () => {
      for (const key of ['Escape', 'p', 'Enter']) await keyboard.press(key);
      return thumb.waitFor({ timeout: 1_000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(openMenu, PATIENT).toBe(true);
    await thumb.press('Enter');
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
    const url = `${scene.pod.url}/?room=${room}`;
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
    const eve = await PageVisitor.enter(scene.browser, url, 'Eve', phone);
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
    await expect.poll(async () => (await view(eve)).zoom, PATIENT).toBeGreaterThan(1.5);
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
