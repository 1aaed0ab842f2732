/**
 * Makes the pictures of the documents with the page as it is: `npm run pictures`, or `npm run pictures -- FOLDER` for all of
 * them, telephones too, to look at. Nothing is compared: people look at them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { AnalyticsDays } from './analytics-days.ts';
import { PageVisitor, startBrowser } from './browser.ts';
import { ROOT, type RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

const [given] = process.argv.slice(2);
const folder = resolve(given ?? `${ROOT}/docs`);
const WIDE = { width: 1_120, height: 640 };
const PHONES = given === undefined ? [] : [390, 320];

async function keep({ page }: PageVisitor, name: string, whole = false): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const height = whole ? Number(await page.evaluate('document.documentElement.scrollHeight')) : undefined;
  const { width } = page.viewportSize() ?? WIDE;
  if (height !== undefined) await page.setViewportSize({ width, height });
  // Two frames: what a change of size asks for is drawn then.
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  writeFileSync(`${folder}/${name}.webp`, Buffer.from(data, 'base64'));
}

async function canvas(browser: Browser, { url }: RunningPlace, name: string, as: BrowserContextOptions): Promise<void> {
  const room = `${as.colorScheme === 'dark' ? 'lighthouse' : 'harbour'}${as.viewport ? `-${as.viewport.width}` : ''}`;
  const ada = await PageVisitor.enter(browser, `${url}/?room=${room}`, 'Ada', { viewport: WIDE, ...as });
  const bob = await PageVisitor.enter(browser, `${url}/?room=${room}`, 'Bob', { viewport: as.viewport ?? WIDE });
  const { width = 0, height = 0 } = as.viewport ?? WIDE;
  for (const [index, text] of ['Anybody here?', 'over here, by the pier', 'look, it is growing as I type'].entries()) {
    const at = { x: width * (0.12 + 0.14 * index), y: height * (0.25 + 0.17 * index) };
    await (index % 2 === 0 ? bob : ada).say(text, at);
    await (index % 2 === 0 ? ada : bob).hears(text);
  }
  await bob.write('and this is not even finis', { x: width * 0.2, y: height * 0.75 });
  await ada.bubble('and this is not even finis', 'typing').waitFor();
  if (width > 600) await ada.turnTo('Chat');
  await keep(ada, name);
  for (const panel of given === undefined ? [] : (['Chat', 'People', 'Settings'] as const)) {
    await ada.turnTo(panel);
    await keep(ada, `${name}-${panel.toLowerCase()}`);
  }
  for (const { page } of [ada, bob]) await page.context().close();
}

async function analytics(
  browser: Browser,
  { url }: RunningPlace,
  name: string,
  as: BrowserContextOptions,
): Promise<void> {
  const visitor = await PageVisitor.open(browser, '', { viewport: WIDE, ...as });
  await new AnalyticsDays().answerTo(visitor.page.context());
  await visitor.page.goto(`${url}/analytics?range=24h#token=${await signToken({ sub: 'ops', roles: ['reader'] })}`);
  await visitor.page.locator('.chart canvas').nth(1).waitFor();
  await keep(visitor, name, true);
  if (given !== undefined) {
    for (const summary of await visitor.page.locator('summary').all()) await summary.click();
    await keep(visitor, `${name}-open`, true);
  }
  await visitor.page.context().close();
}

mkdirSync(folder, { recursive: true });
const [browser, pod] = await Promise.all([startBrowser(), startPod()]);
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    await canvas(browser, pod, `canvas-${colorScheme}`, { colorScheme });
    await analytics(browser, pod, `analytics-${colorScheme}`, { colorScheme });
    for (const width of PHONES) {
      const as = { colorScheme, viewport: { width, height: 740 }, hasTouch: true };
      await canvas(browser, pod, `canvas-${colorScheme}-${width}`, as);
      await analytics(browser, pod, `analytics-${colorScheme}-${width}`, as);
    }
  }
} finally {
  await browser.close();
  await pod.stop();
}
