import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PageVisitor } from './browser.ts';
import { type PageScene, startPageScene } from './page-scene.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

let scene: PageScene;
const ends: Array<() => Promise<unknown>> = [];

beforeAll(async () => {
  scene = await startPageScene('page-keyboard');
}, 90_000);

afterAll(() => scene?.close());

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Waits until this has the keyboard. */
async function hasFocus({ page }: PageVisitor, selector: string): Promise<void> {
  await page.locator(`${selector}:focus`).waitFor();
}

it('goes into a panel that covers what opened it, stays there, and comes back to the canvas', async () => {
  const viewport = { width: 360, height: 740 };
  const eve = await PageVisitor.enter(scene.browser, `${scene.pod.url}/?room=covered`, 'Eve', { viewport });
  ends.push(() => eve.page.context().close());
  const { keyboard } = eve.page;

  await eve.page.locator('.bar [title="Chat"]').press('Enter');
  await hasFocus(eve, '.panel .tab[aria-current]');
  for (let steps = 0; steps < 12; steps++) {
    await keyboard.press('Tab');
    expect(await eve.page.evaluate('document.activeElement.closest(".bar, .canvas, .zoom-bar") === null')).toBe(true);
  }
  await eve.page.getByLabel('Message to covered').fill('half a thought');
  await keyboard.press('Escape');
  expect(await eve.page.getByLabel('Message to covered').inputValue()).toBe('half a thought');
  await eve.page.getByLabel('Message to covered').fill('');
  await keyboard.press('Escape');

  await hasFocus(eve, '#canvas');
  expect(await eve.page.locator('.panel').count()).toBe(0);
  expect(eve.complaints).toEqual([]);
});

it('is in the form of whoever must sign in, again after a token that was refused, and then on the canvas', async () => {
  const gate = await startPod({ name: 'keyboard-gate', env: { GUESTS: 'false' } });
  ends.push(() => gate.stop());
  const mo = await PageVisitor.open(scene.browser, gate.url);
  ends.push(() => mo.page.context().close());
  const { keyboard } = mo.page;

  await hasFocus(mo, 'input[name="token"]');
  await keyboard.type('not-a-token');
  await keyboard.press('Enter');
  await mo.page.getByRole('alert').getByText('This token was not taken').waitFor();
  await hasFocus(mo, 'input[name="token"]');
  await mo.page.getByLabel('Your token').fill(await signToken({ sub: 'mo', name: 'Mo' }));
  await keyboard.press('Enter');
  await mo.online();

  await hasFocus(mo, '#canvas');
  expect(mo.complaints).toEqual([]);
});
