import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PageVisitor } from './browser.ts';
import { meet, type PageScene, startPageScene } from './page-scene.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

let scene: PageScene;
let room: string;
let ada: PageVisitor;
let bob: PageVisitor;

beforeAll(async () => {
  scene = await startPageScene('page-words');
}, 90_000);

afterAll(() => scene?.close());

beforeEach(async ({ task }) => {
  room = `page-words-${task.id.replace(/\W/g, '')}`;
  [ada, bob] = await meet(scene, room);
});

afterEach(async () => {
  const complaints = [ada, bob].flatMap((visitor) => visitor.complaints);
  await Promise.all([ada, bob].map((visitor) => visitor.page.context().close()));
  expect(complaints).toEqual([]);
});

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

  it('are shown and read aloud also where a page may ask for notifications and then must not show any', async () => {
    // As Chrome on Android does.
    await bob.page.evaluate(`(() => {
      Object.defineProperty(document, 'hidden', { value: true });
      globalThis.Notification = class {
        static requestPermission = async () => 'granted';
        constructor() { throw new TypeError('Illegal constructor'); }
      };
    })()`);
    await bob.turnTo('Settings');
    const notify = bob.page.getByLabel('Notify me while this page is out of sight');
    await notify.check();

    await ada.say('while nobody looks');
    await bob.page.getByText('This browser shows no notifications for a page').waitFor();
    await bob.page.getByRole('log').getByText('Ada: while nobody looks').waitFor();

    expect(await notify.isChecked()).toBe(false);
    await bob.saidCount(1);
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
    for (const text of ['kept', 'let go']) await bob.hears(text);
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
    // Read aloud it is the same for a while: nobody could listen at each letter.
    expect(await ada.page.locator('.draft-left [role=status]').textContent()).toBe('At most 40 letters left');
    await field.fill('x'.repeat(281));
    await ada.page.getByText('1 letter too long').waitFor();

    await field.press('Enter');

    expect(await field.inputValue()).toHaveLength(281);
  });
});

describe('moderators', () => {
  let gate: RunningPlace | undefined;
  afterEach(() => gate?.stop());

  it('sign in with a token, take messages away, mute and send people out; who was sent out may come again', async () => {
    const env = { KEY_PREFIX: 'page-words', GUESTS: 'false', ALLOWED_ORIGINS: scene.pod.url };
    gate = await startPod({ name: 'gate', redisUrl: scene.redis.url, env });
    const mo = await PageVisitor.open(scene.browser, `${gate.url}/?room=${room}`);
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
  });
});
