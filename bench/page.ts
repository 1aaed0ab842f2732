import { AnalyticsDays, PageVisitor, startBrowser, startPod } from '#conformance';
import { type Redraws, redrawsOf } from './page-redraws.ts';

/** A week of quarter minutes. */
const STEP_MS = 15_000;
const POINTS = 40_320;
const CONTROL_POINTS = 672;
const MOST_MS = 50;
const ROUNDS = 20;

/** Collects what the charts themselves tell of each redraw: from the call to the last line on the canvas. */
const COLLECT = `window.redraws = [];
new PerformanceObserver((list) => {
  for (const { name, duration } of list.getEntries()) if (name === 'breakwater.redraw') window.redraws.push(duration);
}).observe({ type: 'measure' });`;

interface Seen {
  readonly rows: number;
  readonly redraws: Redraws;
}

/** Opens a week of the analytics page and has it drawn again and again: in other widths, and with other numbers. */
async function see(url: string, stepMs: number): Promise<Seen> {
  const browser = await startBrowser();
  try {
    const visitor = await PageVisitor.open(browser, '', { viewport: { width: 1280, height: 900 } });
    const { page } = visitor;
    await new AnalyticsDays({ stepMs }).answerTo(page.context());
    await page.addInitScript({ content: COLLECT });
    await page.goto(`${url}/analytics?range=7d#token=measured`);
    await untilDrawn(page, 2);
    await page.evaluate('window.redraws.length = 0');
    for (let round = 1; round <= ROUNDS; round += 1) {
      await page.setViewportSize({ width: 1280 - 20 * (1 + (round % 2)), height: 900 });
      await untilDrawn(page, 2 * round);
    }
    for (const [round, lead] of ['3600', '900', '3600', '900'].entries()) {
      await page.locator('.lead-choice select').selectOption(lead);
      await untilDrawn(page, 2 * (ROUNDS + round + 1));
    }
    const times = await page.evaluate<number[]>('window.redraws');
    const rows = Number(/\d+/.exec((await page.getByText(/Download all/).textContent()) ?? '')?.[0]);
    return { rows, redraws: redrawsOf(times) };
  } finally {
    await browser.close();
  }
}

async function untilDrawn(page: PageVisitor['page'], count: number): Promise<void> {
  // By the debugger again and again: the page's own policy lets no text become a script.
  for (let tries = 0; tries < 1_000; tries += 1) {
    if ((await page.evaluate<number>('window.redraws.length')) >= count) return;
    await page.waitForTimeout(20);
  }
  throw new Error(`The charts were not drawn ${count} times`);
}

function say(name: string, { rows, redraws }: Seen): string {
  const { count, median, p95, longest } = redraws;
  const figures = [median, p95, longest].map((time) => `${time.toFixed(1)} ms`);
  return `${name.padEnd(12)} ${rows} rows, ${count} redraws: median ${figures[0]}, p95 ${figures[1]}, longest ${figures[2]}\n`;
}

const pod = await startPod();
try {
  const control = await see(pod.url, (STEP_MS * POINTS) / CONTROL_POINTS);
  const week = await see(pod.url, STEP_MS);
  process.stdout.write(say('control', control) + say('a week', week));
  const kept = week.rows >= POINTS && week.redraws.median < MOST_MS;
  process.stdout.write(
    `${kept ? 'Kept' : 'NOT kept'}: a week of ${STEP_MS / 1000} s has a median redraw of less than ${MOST_MS} ms a chart\n`,
  );
  if (!kept) process.exitCode = 1;
} finally {
  await pod.stop();
}
