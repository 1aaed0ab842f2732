/**
 * How fast the page is in a real browser, with the pod that serves it on the same machine: `npm run bench:canvas`. Prints one
 * JSON object; times are milliseconds. Everything is measured in the pages themselves.
 */
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { PageVisitor, startBrowser } from './browser.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

const VISIBLE = 500;
const KEYS = 60;
/** A processor of a quarter of the speed, as a telephone's. */
const SLOWER = 4;

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
  await ada.page.waitForFunction('echo.confirmed');
  await ada.page.keyboard.press('Escape');
  return ada.page.evaluate('echo');
}

async function fill(url: string, room: string): Promise<void> {
  for (let index = 0; index < VISIBLE; index++) {
    const token = await signToken({ sub: `crowd-${index % 25}`, name: `Visitor ${index % 25}` });
    const place = { x: (index % 20) * 60 - 600, y: Math.floor(index / 20) * 30 - 370 };
    await fetch(`${url}/api/rooms/${room}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text: `message ${index}`, id: `crowded-${index}`, place }),
    });
  }
}

interface Frames {
  readonly perSecond: number;
  readonly p95Ms: number;
  /** What the page itself needed of the main thread for a frame: scripts, style and layout. */
  readonly workMs: number;
}

/** Frames while the canvas is moved by the wheel, on a slower processor. */
async function frames(page: Page, session: CDPSession): Promise<Frames> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await session.send('Performance.enable');
  const before = await work(session);
  await page.evaluate(`(() => {
    globalThis.frames = [];
    const step = (now) => { frames.push(now); requestAnimationFrame(step); };
    requestAnimationFrame(step);
  })()`);
  for (const yDistance of [-1_500, 1_500]) {
    await session.send('Input.synthesizeScrollGesture', {
      x: 400,
      y: 400,
      yDistance,
      speed: 1_000,
      gestureSourceType: 'mouse',
    });
  }
  const times = await page.evaluate<number[]>('frames');
  const after = await work(session);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const perSecond = Math.round((1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0));
  return { perSecond, p95Ms: quantile(gaps, 0.95), workMs: round((1000 * (after - before)) / times.length) };
}

async function work(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const parts = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];
  return metrics.filter(({ name }) => parts.includes(name)).reduce((sum, { value }) => sum + value, 0);
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
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
  await bob.page.waitForFunction(`document.querySelectorAll('.bubble').length >= ${VISIBLE}`);
  const session = await bob.page.context().newCDPSession(bob.page);
  return {
    scriptKilobytes: round((await scriptBytes(pod.url)) / 1000),
    paint,
    keyToOwnScreen: { p50: quantile(own, 0.5), p95: quantile(own, 0.95) },
    keyToOtherScreen: { p50: quantile(others, 0.5), p95: quantile(others, 0.95), count: others.length },
    enterToOwnScreen: { shown: round(echo.shown), inTheLog: round(echo.confirmed) },
    moving: { messages: VISIBLE, cpuSlower: SLOWER, ...(await frames(bob.page, session)) },
  };
}

const pod = await startPod({ env: { HISTORY_ENTRIES: '1000', MESSAGES_PER_MINUTE: '6000' } });
const browser = await startBrowser();
try {
  process.stdout.write(`${JSON.stringify(await measure(pod, browser), null, 2)}\n`);
} finally {
  await browser.close();
  await pod.stop();
}
