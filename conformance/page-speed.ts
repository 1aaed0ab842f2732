/**
 * How fast the page is in a real browser, with the pod that serves it on the same machine: `npm run bench:canvas`. Prints one
 * JSON object; times are milliseconds. Everything is measured in the pages themselves.
 */
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { PageVisitor, startBrowser } from './browser.ts';
import { fadeControl, framesWhile, openControl, quantile, round, SLOWER, until, wheel } from './page-frames.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

const VISIBLE = 500;
const KEYS = 60;

/** How large the page's scripts are, gzipped, in bytes. */
async function scriptBytes(url: string): Promise<number> {
  const page = await (await fetch(url)).text();
  const scripts = [...page.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path = '']) => new URL(path, url).href);
  const sizes = await Promise.all(scripts.map(async (script) => gzipSync(await (await fetch(script)).bytes()).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** From the beginning of the navigation to the first and the largest paint. */
function paints(page: Page): Promise<{ first: number; largest: number }> {
  return page.evaluate(`new Promise((resolve) => {
    new PerformanceObserver((list) => resolve({
      first: Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime),
      largest: Math.round(list.getEntries().at(-1).startTime),
    })).observe({ type: 'largest-contentful-paint', buffered: true });
  })`);
}

/** From each key to the frame that shows it, here; and to the words in the other page, by the machine's one clock. */
async function keystrokes(ada: PageVisitor, bob: PageVisitor): Promise<{ own: number[]; others: number[] }> {
  await bob.page.evaluate(`(() => {
    globalThis.seen = {};
    new MutationObserver(() => {
      for (const words of document.querySelectorAll('.bubble .words')) seen[words.textContent] ??= Date.now();
    }).observe(document.querySelector('.layer'), { childList: true, subtree: true, characterData: true });
  })()`);
  await ada.write('');
  await ada.page.evaluate(`(() => {
    globalThis.typed = {};
    globalThis.own = [];
    document.querySelector('.draft textarea').addEventListener('input', ({ target, timeStamp }) => {
      typed[target.value] = Date.now();
      requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => own.push(performance.now() - timeStamp); port2.postMessage(0); });
    });
  })()`);
  for (let key = 0; key < KEYS; key++) await ada.page.keyboard.press('abcdefghij'[key % 10] ?? 'x', { delay: 40 });
  await bob.bubble('abcdefghij'.repeat(KEYS / 10), 'typing').waitFor();
  const typed = await ada.page.evaluate<Record<string, number>>('typed');
  const seen = await bob.page.evaluate<Record<string, number>>('seen');
  const own = await ada.page.evaluate<number[]>('own');
  // A key that another one overtook is not shown for itself.
  const others = Object.entries(typed).flatMap(([text, at]) => (seen[text] === undefined ? [] : [seen[text] - at]));
  await ada.page.keyboard.press('Escape');
  return { own, others };
}

/** From Enter to the frame that shows the message as sent, and to its entry having come back. */
async function ownEcho(ada: PageVisitor): Promise<{ shown: number; confirmed: number }> {
  await ada.write('my own words', { x: 200, y: 560 });
  await ada.page.evaluate(`(() => {
    globalThis.echo = {};
    document.querySelector('.draft textarea').addEventListener('keydown', ({ timeStamp }) => { echo.from = timeStamp; }, true);
    new MutationObserver(() => {
      const own = [...document.querySelectorAll('.bubble.own')].find(({ textContent }) => textContent.includes('my own words'));
      if (own) echo.shown ??= performance.now() - echo.from;
      if (own?.dataset.phase === 'shown') echo.confirmed ??= performance.now() - echo.from;
    }).observe(document.querySelector('.layer'), { childList: true, subtree: true, attributes: true });
  })()`);
  await ada.page.keyboard.press('Enter');
  await until(ada.page, 'echo.confirmed');
  await ada.page.keyboard.press('Escape');
  return ada.page.evaluate('echo');
}

/** Says so much at once as so many different people. */
async function fill(url: string, room: string, name = 'crowded'): Promise<void> {
  const PEOPLE = 25;
  const people = Array.from({ length: PEOPLE }, async (_, person) => {
    const token = await signToken({ sub: `${name}-${person}`, name: `Visitor ${person}` });
    for (let index = person; index < VISIBLE; index += PEOPLE) {
      const place = { x: (index % 20) * 60 - 600, y: Math.floor(index / 20) * 30 - 370 };
      await fetch(`${url}/api/rooms/${room}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ text: `message ${index}`, id: `${name}-${index}`, place }),
      });
    }
  });
  await Promise.all(people);
}

async function measure(pod: RunningPlace, browser: Awaited<ReturnType<typeof startBrowser>>): Promise<object> {
  const ada = await PageVisitor.enter(browser, `${pod.url}/?room=speed`, 'Ada');
  const bob = await PageVisitor.enter(browser, `${pod.url}/?room=speed`, 'Bob');
  const paint = await paints(bob.page);
  const { own, others } = await keystrokes(ada, bob);
  const echo = await ownEcho(ada);
  await ada.page.context().close();
  await bob.turnTo('Settings');
  await bob.page.getByLabel('Never').check({ force: true });
  await bob.page.getByRole('button', { name: 'Close the panel' }).click();
  await fill(pod.url, 'speed');
  await until(bob.page, `document.querySelectorAll('.bubble').length >= ${VISIBLE}`);
  return {
    scriptKilobytes: round((await scriptBytes(pod.url)) / 1000),
    paint,
    keyToOwnScreen: { p50: quantile(own, 0.5), p95: quantile(own, 0.95) },
    keyToOtherScreen: { p50: quantile(others, 0.5), p95: quantile(others, 0.95), count: others.length },
    enterToOwnScreen: { shown: round(echo.shown), inTheLog: round(echo.confirmed) },
    ...(await moved(bob.page, browser)),
    ...(await faded(bob, browser, pod.url)),
  };
}

/** Frames while the canvas is moved, and beside it while as many plain elements are, which nothing is asked of. */
async function moved(page: Page, browser: Browser): Promise<object> {
  const moving = await framesWhile(page, () => wheel(page));
  const control = await openControl(browser, VISIBLE);
  const plain = await framesWhile(control, () => wheel(control));
  await control.context().close();
  return { messages: VISIBLE, cpuSlower: SLOWER, moving, movingControl: plain };
}

/** Frames while all of them fade within a second or two, and beside it plain elements that fade by CSS alone. */
async function faded(bob: PageVisitor, browser: Browser, url: string): Promise<object> {
  await bob.turnTo('Settings');
  await bob.page.getByLabel('10 s').check({ force: true });
  await bob.page.getByRole('button', { name: 'Close the panel' }).click();
  await until(bob.page, `document.querySelectorAll('.bubble').length === 0`);
  await fill(url, 'speed', 'fading');
  await until(bob.page, `document.querySelector('.bubble[data-phase="fading"]')`);
  const shown = Number(await bob.page.evaluate(`document.querySelectorAll('.bubble').length`));
  const fading = await framesWhile(bob.page, () =>
    until(bob.page, `document.querySelectorAll('.bubble').length === 0`),
  );
  const control = await openControl(browser, shown);
  const plain = await framesWhile(control, () => fadeControl(control));
  await control.context().close();
  return { fadingMessages: shown, fading, fadingControl: plain };
}

const pod = await startPod({ env: { HISTORY_ENTRIES: '1000', MESSAGES_PER_MINUTE: '6000' } });
const browser = await startBrowser();
try {
  process.stdout.write(`${JSON.stringify(await measure(pod, browser), null, 2)}\n`);
} finally {
  await browser.close();
  await pod.stop();
}
