import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AnalyticsDays, type DaysOptions } from './analytics-days.ts';
import { PageVisitor, startBrowser } from './browser.ts';
import { startEdge } from './edge-process.ts';
import type { RunningPlace } from './place-process.ts';
import { startPod } from './pod-process.ts';
import { signToken } from './token.ts';

let browser: Browser;
let token: string;
let visitor: PageVisitor;
let days: AnalyticsDays;

beforeAll(async () => {
  browser = await startBrowser();
  token = await signToken({ sub: 'ops', name: 'Ops', roles: ['reader'] });
});
afterAll(() => browser?.close());

/** Somebody who looks at days that never were. */
async function look(
  place: RunningPlace,
  address: string,
  more: { days?: DaysOptions; as?: BrowserContextOptions } = {},
) {
  days = new AnalyticsDays(more.days);
  visitor = await PageVisitor.open(browser, '', more.as);
  await days.answerTo(visitor.page.context());
  await visitor.page.goto(`${place.url}/analytics${address}`);
}

/** Closes the page. It has nothing to complain about but answers that say no, and tests that look at its pixels. */
async function leave(): Promise<void> {
  const complaints = visitor.complaints.filter((text) => !/^Failed to load resource|getImageData/.test(text));
  await visitor.page.context().close();
  expect(complaints).toEqual([]);
}

async function drawn(): Promise<void> {
  await visitor.page.locator('.chart canvas').first().waitFor();
  await expect
    .poll(() => visitor.page.evaluate("performance.getEntriesByName('breakwater.redraw').length"))
    .toBeGreaterThan(0);
}

/** Where a chart has its values. */
async function plot(kind = 'connections') {
  const box = await visitor.page.locator(`.chart-${kind} .u-over`).boundingBox();
  if (box === null) throw new Error('There is no chart');
  return box;
}

async function point(share: number, kind?: string): Promise<void> {
  const { x, y, width } = await plot(kind);
  await visitor.page.mouse.move(x + width * share, y + 60);
}

describe.each([
  ['a pod', startPod],
  ['the edge', startEdge],
])('the analytics page of %s', (_name, start) => {
  let place: RunningPlace;
  beforeAll(async () => {
    place = await start();
  });
  afterAll(() => place?.stop());
  afterEach(leave);

  it('shows its numbers by day and by night to whoever brings a token, which no address keeps', async () => {
    await look(place, `?range=24h#token=${token}`, { as: { colorScheme: 'light' } });
    await drawn();

    expect(visitor.page.url()).toBe(`${place.url}/analytics?range=24h`);
    expect(days.asked.every(({ url }) => !url.href.includes(token))).toBe(true);
    expect(days.asked.every(({ headers }) => headers.authorization === `Bearer ${token}`)).toBe(true);
    await visitor.page.getByText('Forecast 7 min old').waitFor();
    await visitor.page.getByText('Mode: shadow').waitFor();
    const figures = await visitor.page.locator('.figure').allTextContents();
    expect(figures[0]).toMatch(/^Connections now\d/);
    expect(figures[1]).toMatch(/^Predicted in 5 min[\d,]+[+−±]/);
    expect(figures[2]).toMatch(/^Predicted in 15 min[\d,]+[+−±]/);
    expect(figures[4]).toMatch(/sMAPE [\d.]+\s%, 100\s% in the band$/);
    expect(figures[5]).toMatch(/^Pod-minutes spare[\d,]+ missing, in view$/);
    expect(figures[6]).toMatch(/^Pods before a spike\d+ min\d+ in view/);
    expect(await visitor.barriers()).toEqual([]);
    const byDay = await inkAt('actual', [1 / 7]);
    await visitor.page.emulateMedia({ colorScheme: 'dark' });
    expect(byDay[0]).toBeGreaterThan(0);
    await expect.poll(async () => (await inkAt('actual', [1 / 7]))[0]).toBeGreaterThan(0);
    expect(await visitor.barriers()).toEqual([]);
  });

  it('asks for a token, says what is wrong with one, and shows what this place counted', async () => {
    visitor = await PageVisitor.open(browser, `${place.url}/analytics`);
    const field = visitor.page.getByLabel('Token');
    await field.fill('no token');
    await field.press('Enter');
    await visitor.page.getByText('That is not a token. Paste another one').waitFor();
    await field.fill(await signToken({ sub: 'ada', name: 'Ada' }));
    await field.press('Enter');
    await visitor.page.getByText('it needs the role "reader"').waitFor();
    await field.fill(
      await signToken({ sub: 'ops', roles: ['reader'] }, { secret: 'another secret, as long as it has to be' }),
    );
    await field.press('Enter');
    await visitor.page.getByText('The token was refused. Paste another one').waitFor();
    expect(await visitor.barriers()).toEqual([]);

    await field.fill(token);
    await field.press('Enter');
    await drawn();
    await visitor.page.getByText('No forecast yet', { exact: true }).waitFor();
    await visitor.page.getByText('This place knows no scaler').waitFor();

    await visitor.page.getByRole('button', { name: 'Forget the token' }).click();
    await field.waitFor();
    expect(await visitor.page.evaluate('sessionStorage.length')).toBe(0);
  });
});

describe('the analytics page', () => {
  let place: RunningPlace;
  beforeAll(async () => {
    place = await startPod();
  });
  afterAll(() => place?.stop());
  afterEach(leave);

  it('has one cursor for both charts, with values and what lies between them', async () => {
    await look(place, `?range=24h#token=${token}`);
    await drawn();
    await point(0.4);

    const [above, below] = ['Connections', 'Replicas'].map((name) =>
      visitor.page.getByRole('region', { name }).locator('.tooltip'),
    );
    const told = [await above!.textContent(), await below!.textContent()].map(
      (text) => /\d+ \w+ \d+, [\d:]+/.exec(text ?? '')?.[0],
    );
    expect(told[0]).toBe(told[1]);
    const text = (await above!.textContent()) ?? '';
    const [actual, predicted, difference] = ['Actual', 'Predicted', 'Actual less predicted'].map((name) =>
      Number(new RegExp(`${name}([+−±\\d,]+)`).exec(text)?.[1]?.replace('−', '-').replace(/[,±]/g, '')),
    );
    expect(Object.is(difference, Number.NaN)).toBe(false);
    expect(difference).toBe(actual! - predicted!);

    await visitor.page.locator('.chart-replicas').focus();
    await visitor.page.keyboard.press('ArrowRight');
    await expect.poll(() => below!.textContent()).not.toContain(told[1]);
  });

  it('keeps range and zoom in the address, goes back by a double click, and forward by the browser', async () => {
    await look(place, `#token=${token}`);
    await drawn();
    await visitor.page.getByRole('button', { name: '7d' }).click();
    expect(visitor.page.url()).toContain('?range=7d');
    await expect.poll(() => days.steps).toContain(900);

    const { x, y, width } = await plot();
    await visitor.page.mouse.move(x + width * 0.3, y + 80);
    await visitor.page.mouse.down();
    await visitor.page.mouse.move(x + width * 0.32, y + 80, { steps: 4 });
    await visitor.page.mouse.up();
    await visitor.page.waitForURL(/from=\d+&to=\d+/);
    const zoomed = visitor.page.url();
    await expect.poll(() => days.steps.slice(-3)).toEqual([60, 60, 60]);

    await visitor.page.locator('.chart-connections .u-over').dblclick();
    await visitor.page.waitForURL(/range=7d$/);
    await visitor.page.goBack();
    expect(visitor.page.url()).toBe(zoomed);
    await visitor.page.reload();
    await drawn();
    expect(visitor.page.url()).toBe(zoomed);
  });

  it('draws a gap as a gap', async () => {
    const now = Date.now();
    await look(place, `?range=6h#token=${token}`, { days: { gap: [now - 4 * 3_600_000, now - 3 * 3_600_000] } });
    await drawn();
    // Six of seven hours are past: the gap's middle is at two and a half of seven.
    await point(2.5 / 7);
    const tooltip = visitor.page.getByRole('region', { name: 'Connections' }).locator('.tooltip');

    expect(await tooltip.textContent()).toMatch(/Predicted/);
    expect(await tooltip.textContent()).not.toMatch(/Actual/);
    await visitor.page.mouse.move(0, 0);
    const [inside, outside] = await inkAt('actual', [2.5 / 7, 1 / 7]);
    expect(inside).toBe(0);
    expect(outside).toBeGreaterThan(0);
    expect(await visitor.page.locator('#connections-summary').textContent()).toMatch(
      / 6[01] of the rows are not known/,
    );
  });

  it('says that a forecast is late, that there is no scaler, and that the place is gone, and keeps what it has', async () => {
    await look(place, `#token=${token}`, { days: { forecastAgeMs: 3.5 * 3_600_000, scaler: false } });
    await drawn();
    await visitor.page.getByText('Forecast 3 h old, late').waitFor();
    await visitor.page.getByText('This place knows no scaler').waitFor();

    await visitor.page.context().unrouteAll();
    await visitor.page.route('**/api/analytics/*', (route) => route.abort());
    await visitor.page.getByRole('button', { name: '24h' }).click();

    await visitor.page.getByText('The place does not answer. What is shown is older').waitFor();
    expect(await visitor.page.locator('.chart canvas').count()).toBe(1);
  });

  it('has the same as a table and as a file, on a narrow screen too', async () => {
    await look(place, `?range=24h#token=${token}`, {
      as: { viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
    });
    await drawn();
    await visitor.page.getByText('The same as a table').click();
    const downloading = visitor.page.waitForEvent('download');
    await visitor.page.getByRole('button', { name: /Download all/ }).click();
    const stream = await (await downloading).createReadStream();
    const lines = (await stream.toArray()).join('').trimEnd().split('\r\n');

    const button = await visitor.page.getByRole('button', { name: /Download all/ }).textContent();
    expect(lines[0]).toBe('time,actual,predicted,to_come,band_from,band_to,capacity,ready,desired,reactive');
    expect(button).toBe(`Download all ${lines.length - 1} rows as CSV`);
    expect(await visitor.page.locator('tbody tr').count()).toBeGreaterThan(50);
    expect(await visitor.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    expect(await visitor.barriers()).toEqual([]);
  });
});

/** How many points of a line's colour stand above each other in each of these columns, as shares of the time. */
async function inkAt(colour: string, shares: readonly number[]): Promise<number[]> {
  const found: unknown = await visitor.page.evaluate(`(() => {
    const canvas = document.querySelector('.chart-connections canvas');
    const probe = document.createElement('span');
    probe.style.color = 'var(--${colour})';
    canvas.before(probe);
    const sought = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
    const plot = document.querySelector('.chart-connections .u-over').getBoundingClientRect();
    const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return ${JSON.stringify(shares)}.map((share) => {
      const column = Math.round((plot.left - canvas.getBoundingClientRect().left + plot.width * share) * devicePixelRatio);
      let found = 0;
      for (let at = column * 4; at < data.length; at += width * 4) {
        if (sought.every((shade, index) => Math.abs(shade - data[at + index]) < 24)) found += 1;
      }
      return found;
    });
  })()`);
  return found as number[];
}
