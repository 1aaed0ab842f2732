import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatClient } from '#client';
import { PATIENT, PageVisitor } from './browser.ts';
import { HOSTILE_TEXTS, MARK } from './hostile-texts.ts';
import { type PageScene, startPageScene } from './page-scene.ts';
import { signToken } from './token.ts';

let scene: PageScene;

beforeAll(async () => {
  scene = await startPageScene('page-safety');
}, 90_000);

afterAll(() => scene?.close());

const urlOf = (where: 'edge' | 'pod') => scene[where].url;

/** Everything that shows that a stranger's text became more than text. */
async function harm(visitor: PageVisitor): Promise<unknown[]> {
  const ran = await visitor.page.evaluate(`globalThis.${MARK}`);
  const foreign = await visitor.page.evaluate<string[]>(`[...document.querySelectorAll('*')].flatMap((element) => [
    ...(element.matches('.words :not(a), .said-text :not(a), .author *, .name bdi *') ? [element.outerHTML] : []),
    ...[...element.attributes].filter(({ name }) => name.startsWith('on')).map(({ name }) => name),
    ...(element.href && !/^https?:/.test(element.href) ? [String(element.href)] : []),
  ])`);
  return [ran, ...foreign, ...visitor.complaints].filter((each) => each !== undefined && each !== null);
}

/** A reader who sees everything for ever, with the chat and the people beside it. */
async function reader(url: string): Promise<PageVisitor> {
  const visitor = await PageVisitor.enter(scene.browser, url, 'Reader');
  visitor.page.on('dialog', (dialog) => visitor.complaints.push(`Dialog: ${dialog.message()}`));
  await visitor.turnTo('Settings');
  await visitor.page.getByLabel('Never').check({ force: true });
  await visitor.turnTo('Chat');
  return visitor;
}

describe('what strangers write', () => {
  it.each([['edge'], ['pod']] as const)(
    'is text and nothing else, as a message and as a name, at the %s',
    async (where) => {
      const url = urlOf(where);
      const room = `hostile-${where}`;
      const visitor = await reader(`${url}/?room=${room}`);
      for (const [index, text] of HOSTILE_TEXTS.entries()) {
        const token = await signToken({ sub: `stranger-${index}`, name: text.slice(0, 40) });
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const body = JSON.stringify({
          text,
          id: `hostile-${index}`,
          place: { x: (index % 8) * 90 - 400, y: index * 6 - 300 },
        });
        const answer = await fetch(`${url}/api/rooms/${room}/messages`, { method: 'POST', headers, body });
        expect(answer.status, text).toBe(201);
      }
      await expect.poll(() => visitor.page.locator('.bubble').count(), PATIENT).toBe(HOSTILE_TEXTS.length);
      await expect.poll(() => visitor.page.locator('.line').count(), PATIENT).toBeGreaterThan(90);

      expect(await harm(visitor)).toEqual([]);
      const links = await visitor.page
        .locator('.bubble a')
        .evaluateAll((found) => found.map((link) => link.getAttribute('rel')));
      expect(new Set(links)).toEqual(new Set(['noopener noreferrer nofollow ugc']));
      await visitor.page.context().close();
    },
  );

  it('is text while it is written, too', async () => {
    const url = urlOf('pod');
    const visitor = await reader(`${url}/?room=hostile-typing`);
    await visitor.turnTo('People');
    const name = `<img src=x onerror=${MARK}=1>`;
    const token = await signToken({ sub: 'typist', name });
    const typist = new ChatClient({ urls: url, room: 'hostile-typing', token });
    await visitor.page.locator('.members bdi', { hasText: name }).waitFor();
    for (const text of HOSTILE_TEXTS.filter((_, index) => index % 8 === 0)) {
      typist.typing(text, { id: 'typed-by-a-stranger', place: { x: 0, y: 0 } });
      typist.cursor({ x: 5, y: 5 });
      const [shown] = text.split('\n');
      await visitor.page
        .locator('.words')
        .getByText(shown ?? '', { exact: true })
        .waitFor();
    }

    expect(await harm(visitor)).toEqual([]);
    typist.close();
    await visitor.page.context().close();
  });

  it('is harmless as the name of a room in a link', async () => {
    const visitor = await PageVisitor.enter(scene.browser, urlOf('pod'), 'Reader');
    for (const text of HOSTILE_TEXTS.filter((_, index) => index % 6 === 0)) {
      await visitor.page.evaluate(`history.pushState(null, '', '/?room=' + ${JSON.stringify(encodeURIComponent(text))});
        dispatchEvent(new PopStateEvent('popstate'))`);
      expect(await visitor.page.locator('.room-name').textContent()).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
    }

    expect(await harm(visitor)).toEqual([]);
    await visitor.page.context().close();
  });
});

describe('the page as an app', () => {
  it('is built for others: no script of it names a folder of the machine that built it', async () => {
    const page = await (await fetch(urlOf('pod'))).text();
    const scripts = [...page.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(
      ([, path = '']) => new URL(path, urlOf('pod')),
    );
    const texts = await Promise.all(scripts.map(async (script) => (await fetch(script)).text()));

    expect(scripts.length).toBeGreaterThan(0);
    for (const text of texts) expect(text).not.toContain(process.cwd());
  });

  it.each([['edge'], ['pod']] as const)(
    'can be put among the apps of a device, with its icon, at the %s',
    async (where) => {
      const visitor = await PageVisitor.open(scene.browser, urlOf(where));
      const session = await visitor.page.context().newCDPSession(visitor.page);
      const { url, errors, data = '' } = await session.send('Page.getAppManifest');
      const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
      const [icon] = (JSON.parse(data) as { icons: Array<{ src: string }> }).icons;
      const drawn = await fetch(new URL(icon?.src ?? '', url));

      expect(errors).toEqual([]);
      // The profile of a test is like a private window, where nothing can be installed.
      expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
      expect([drawn.status, drawn.headers.get('content-type')?.split(';')[0]]).toEqual([200, 'image/svg+xml']);
      expect(visitor.complaints).toEqual([]);
      await visitor.page.context().close();
    },
  );
});

describe('every screen', () => {
  it.each([
    ['edge', 'light', 1280],
    ['pod', 'dark', 320],
  ] as const)(
    'has no serious barrier and no sideways scroll: at the %s, %s, %i pixels wide',
    async (where, colorScheme, width) => {
      const url = `${urlOf(where)}/?room=barriers-${where}`;
      const visitor = await PageVisitor.enter(scene.browser, url, 'Ada', {
        colorScheme,
        viewport: { width, height: 640 },
      });
      const check = async (screen: string) => {
        expect(await visitor.barriers(), screen).toEqual([]);
        const [scroll, seen] = await visitor.page.evaluate<number[]>(
          '[document.documentElement.scrollWidth, innerWidth]',
        );
        expect(scroll, screen).toBeLessThanOrEqual(seen ?? 0);
      };
      await visitor.say(`A long word: ${'x'.repeat(200)}`, { x: 60, y: 300 });
      await visitor.write('and one that is written', { x: 60, y: 460 });
      await check('canvas');
      await visitor.page.keyboard.press('Escape');
      for (const panel of ['Chat', 'People', 'Settings'] as const) {
        await visitor.turnTo(panel);
        await check(panel);
      }
      await visitor.page.getByRole('button', { name: 'Close the panel' }).click();
      await visitor.page.locator('summary').click();
      await check('rooms');
      await visitor.page.locator('summary').click();
      await visitor.page.locator('#canvas').focus();
      await visitor.page.keyboard.press('?');
      await check('keys');
      await visitor.page.keyboard.press('Escape');
      await visitor.turnTo('Chat');
      await visitor.page.locator('.line').first().hover();
      await visitor.page
        .getByRole('button', { name: /^React to/ })
        .first()
        .click();
      await check('menu');
      await visitor.page.getByRole('button', { name: 'Edit' }).click();
      await check('editing');

      expect(visitor.complaints).toEqual([]);
      await visitor.page.context().close();
    },
  );
});
