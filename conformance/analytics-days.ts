import type { BrowserContext, Route } from 'playwright-core';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What a pod of these days is meant to carry. */
const TARGET = 100;

export interface DaysOptions {
  /** Epoch milliseconds between rows, whatever was asked for. */
  readonly stepMs?: number;
  /** How long ago the forecast was made, in milliseconds. */
  readonly forecastAgeMs?: number;
  readonly scaler?: boolean;
  /** From when to when nobody counted. */
  readonly gap?: readonly [fromAt: number, toAt: number];
}

/**
 * Days that never were, answered to a page in place of its place's: what a page draws of a whole week must not take a
 * week to come about. Each night is quiet, each noon is busy, and every six hours a crowd comes.
 */
export class AnalyticsDays {
  options: DaysOptions;
  /** Every request, as the browser sent it. */
  readonly asked: Array<{ readonly url: URL; readonly headers: Readonly<Record<string, string>> }> = [];

  constructor(options: DaysOptions = {}) {
    this.options = options;
  }

  async answerTo(context: BrowserContext): Promise<void> {
    await context.route('**/api/analytics/*', (route) => this.#answer(route));
  }

  /** The requests for the connections of a chart, without those for the last day. */
  get steps(): number[] {
    return this.asked.map(({ url }) => Number(url.searchParams.get('step')));
  }

  async #answer(route: Route): Promise<void> {
    const url = new URL(route.request().url());
    this.asked.push({ url, headers: route.request().headers() });
    const [fromAt, toAt, step] = ['from', 'to', 'step'].map((name) => Number(url.searchParams.get(name)));
    const stepMs = this.options.stepMs ?? (step ?? 0) * 1000;
    const at: number[] = [];
    for (let time = Math.ceil((fromAt ?? 0) / stepMs) * stepMs; time <= (toAt ?? 0); time += stepMs) at.push(time);
    if (url.pathname.endsWith('/replicas')) return this.#replicas(route, at, stepMs);
    const now = Date.now();
    const past = (tell: (time: number) => number | null) => at.map((time) => (time <= now ? tell(time) : null));
    const future = (tell: (time: number) => number) => at.map((time) => (time > now ? tell(time) : null));
    const wide = (time: number) => 0.05 + 0.1 * Math.sqrt(Math.max(0, time - now) / HOUR_MS);
    await route.fulfill({
      json: {
        metric: 'connections',
        source: 'edge',
        stepSeconds: stepMs / 1000,
        leadSeconds: Number(url.searchParams.get('lead')),
        fromAt,
        forecastAt: now - (this.options.forecastAgeMs ?? 7.5 * 60_000),
        columns: {
          at,
          value: past((time) => (this.#isGap(time) ? null : connectionsAt(time))),
          predicted: at.map((time) =>
            time <= now + HOUR_MS / 4 ? Math.round(connectionsAt(time + 120_000) * 1.02) : null,
          ),
          mean: future(connectionsAt),
          q05: future((time) => connectionsAt(time) * (1 - wide(time))),
          q95: future((time) => connectionsAt(time) * (1 + wide(time))),
          predictedLow: past((time) => connectionsAt(time) * 0.94),
          predictedHigh: past((time) => connectionsAt(time) * 1.06),
        },
      },
    });
  }

  async #replicas(route: Route, at: readonly number[], stepMs: number): Promise<void> {
    if (this.options.scaler === false) {
      const error = { code: 'not-configured', message: 'This place was not told where to find that' };
      return route.fulfill({ status: 404, json: { error } });
    }
    const now = Date.now();
    const past = (leadMs: number) =>
      at.map((time) => (time <= now ? Math.max(2, Math.ceil((connectionsAt(time + leadMs) * 1.1) / TARGET)) : null));
    const columns = { at, desired: past(HOUR_MS / 4), ready: past(HOUR_MS / 5), reactive: past(-180_000) };
    await route.fulfill({ json: { mode: 'shadow', target: TARGET, stepSeconds: stepMs / 1000, columns } });
  }

  #isGap(time: number): boolean {
    const { gap } = this.options;
    return gap !== undefined && time >= gap[0] && time <= gap[1];
  }
}

function connectionsAt(time: number): number {
  const tide = Math.sin(((time % DAY_MS) / DAY_MS - 0.3) * 2 * Math.PI) * 0.5 + 0.55;
  const crowd = 150 * Math.exp(-8 * ((time % (6 * HOUR_MS)) / HOUR_MS - 3) ** 2);
  const wobble = 1 + 0.04 * Math.sin(time / 97_000) * Math.sin(time / 61_000);
  return Math.round((900 * tide ** 2 + crowd + 40) * wobble);
}
