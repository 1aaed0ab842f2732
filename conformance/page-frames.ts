import type { Browser, CDPSession, Page } from 'playwright-core';

/** A processor of a quarter of the speed, as a telephone's. */
export const SLOWER = 4;

interface Frames {
  readonly perSecond: number;
  readonly p95Ms: number;
  /** What the page itself needed of the main thread for a frame: scripts, style and layout. */
  readonly workMs: number;
}

/** The frames of a page, on a slower processor, while something happens. */
export async function framesWhile(page: Page, happen: () => Promise<void>): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  await page.bringToFront();
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await session.send('Performance.enable');
  const before = await work(session);
  await page.evaluate(`(() => {
    const frames = globalThis.frames = [];
    const step = (now) => { frames.push(now); if (frames === globalThis.frames) requestAnimationFrame(step); };
    requestAnimationFrame(step);
  })()`);
  await happen();
  const times = await page.evaluate<number[]>('((seen) => { globalThis.frames = undefined; return seen; })(frames)');
  const after = await work(session);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await session.detach();
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const perSecond = Math.round((1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0));
  return { perSecond, p95Ms: quantile(gaps, 0.95), workMs: round((1000 * (after - before)) / times.length) };
}

/** Waits in the page until something is so: its policy lets no text be run later, so it is all said at once. */
export async function until(page: Page, what: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => ((${what}) ? resolve() : setTimeout(look, 20));
    look();
  })`);
}

/** Turns the wheel there and back. */
export async function wheel(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const yDistance of [-1_500, 1_500]) {
    await session.send('Input.synthesizeScrollGesture', {
      x: 400,
      y: 400,
      yDistance,
      speed: 1_000,
      gestureSourceType: 'mouse',
    });
  }
  await session.detach();
}

/** As many elements as there are messages, without anything else: what the browser can do here at best. */
export async function openControl(browser: Browser, count: number): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  const words = Array.from({ length: count }, (_, index) => {
    const [x, y] = [(index % 20) * 60, Math.floor(index / 20) * 30];
    return `<p style="transform:translate(${x}px,${y}px)">message ${index}</p>`;
  });
  await page.setContent(`<style>
    body { margin: 0; overflow: hidden; background: #07151c; color: #dfe9ec; }
    div { will-change: transform; }
    p { position: absolute; margin: 0; font: 17px system-ui; }
    .fading p { opacity: 0; transition: opacity 900ms ease-in; }
  </style><div>${words.join('')}</div>`);
  await page.evaluate(`(() => {
    let y = 0;
    addEventListener('wheel', (event) => {
      event.preventDefault();
      y -= event.deltaY;
      document.querySelector('div').style.transform = 'translate(0, ' + y + 'px)';
    }, { passive: false });
  })()`);
  return page;
}

/** Lets all elements of a control fade, by CSS alone. */
export async function fadeControl(page: Page): Promise<void> {
  await page.evaluate(`new Promise((faded) => {
    const div = document.querySelector('div');
    div.lastChild.addEventListener('transitionend', faded, { once: true });
    div.className = 'fading';
  })`);
}

async function work(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const parts = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];
  return metrics.filter(({ name }) => parts.includes(name)).reduce((sum, { value }) => sum + value, 0);
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN);
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
