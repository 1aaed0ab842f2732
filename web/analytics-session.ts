import { accuracyOf } from './analytics-accuracy.ts';
import type { Frame } from './analytics-column.ts';
import { lastKnown, rowAt } from './analytics-column.ts';
import { frameOf } from './analytics-frame.ts';
import type { Foreseen, Headline } from './analytics-headline.tsx';
import { provisionOf } from './analytics-provision.ts';
import { parseView, type Span, searchOf, spanAt, stepFor, type View } from './analytics-range.ts';
import { AnalyticsRefused, type Load, type Replicas, readLoad, readReplicas } from './analytics-source.ts';
import { leadsOf, type Spike, spikesOf } from './analytics-spikes.ts';
import { forgetToken, keepToken } from './analytics-token.ts';
import { Cell } from './cell.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SOON_MS = 5 * 60_000;
const LATER_MS = 15 * 60_000;
/** Rows are minutes: twice in one is soon enough. */
const REFRESH_MS = 30_000;
const LONGEST_WAIT_MS = 300_000;

/** What the page shows. */
export interface Shown {
  readonly frame: Frame;
  readonly span: Span;
  readonly headline: Headline;
  readonly spikes: readonly Spike[];
  readonly now: number;
  /** When what comes was said; null where nothing was. */
  readonly forecastAt: number | null;
  /** How far the scaler is trusted; `undefined` where nobody says. */
  readonly mode: string | undefined;
  readonly hasReplicas: boolean;
}

export interface State {
  readonly token: string | undefined;
  readonly view: View;
  readonly busy: boolean;
  readonly shown?: Shown | undefined;
  /** Why the numbers are missing or old. */
  readonly trouble?: string | undefined;
}

/** Asks for the numbers again and again, as long as the page can be seen. */
export class AnalyticsSession {
  readonly state: Cell<State>;
  #asking = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(token: string | undefined) {
    this.state = new Cell<State>({ token, view: parseView(location.search), busy: false });
    addEventListener('popstate', () => this.#look(parseView(location.search)));
    document.addEventListener('visibilitychange', () => document.hidden || this.refresh());
  }

  enter(token: string): void {
    keepToken(token);
    this.#change({ token, trouble: undefined });
    void this.refresh();
  }

  leave(trouble?: string): void {
    forgetToken();
    this.#asking.abort();
    clearTimeout(this.#timer);
    this.#change({ token: undefined, shown: undefined, busy: false, trouble });
  }

  /** Looks at something else, and says so in the address. */
  show(change: Partial<View>): void {
    const view = { ...this.state.value.view, ...change };
    const search = searchOf(view);
    if (search === searchOf(this.state.value.view)) return;
    history.pushState(null, '', search);
    this.#look(view);
  }

  #look(view: View): void {
    this.#change({ view });
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const { token, view } = this.state.value;
    clearTimeout(this.#timer);
    this.#asking.abort();
    if (token === undefined || document.hidden) return;
    const asking = new AbortController();
    this.#asking = asking;
    this.#change({ busy: true });
    try {
      const shown = await collect(token, view, asking.signal);
      if (asking.signal.aborted) return;
      this.#failures = 0;
      this.#change({ shown, trouble: undefined, busy: false });
    } catch (error) {
      if (asking.signal.aborted) return;
      if (error instanceof AnalyticsRefused && error.wantsToken) return this.leave(error.message);
      this.#failures += 1;
      const known = error instanceof AnalyticsRefused;
      this.#change({ trouble: known ? error.message : 'The place answered what this page cannot read', busy: false });
    }
    const wait = Math.min(LONGEST_WAIT_MS, REFRESH_MS * 2 ** this.#failures);
    this.#timer = setTimeout(
      () => this.refresh(),
      this.#failures === 0 ? REFRESH_MS : wait * (0.5 + Math.random() / 2),
    );
  }

  #change(change: Partial<State>): void {
    this.state.set({ ...this.state.value, ...change });
  }
}

async function collect(token: string, view: View, signal: AbortSignal): Promise<Shown> {
  const now = Date.now();
  const span = spanAt(view, now);
  const query = { ...span, stepSeconds: stepFor(span), lead: view.lead };
  const lastDay = { fromAt: now - DAY_MS, toAt: now + HOUR_MS, stepSeconds: 60, lead: view.lead };
  const [load, day, replicas] = await Promise.all([
    readLoad(token, query, signal),
    readLoad(token, lastDay, signal),
    readReplicas(token, query, signal),
  ]);
  const frame = frameOf(load, replicas);
  const spikes = spikesOf({ ...frame, target: replicas?.target ?? undefined });
  return {
    frame,
    span,
    spikes,
    now,
    forecastAt: day.forecastAt ?? null,
    mode: replicas?.mode ?? undefined,
    hasReplicas: replicas !== undefined,
    headline: { ...headlineOf(day, frame, replicas, now), leads: leadsOf(spikes) },
  };
}

function headlineOf(day: Load, frame: Frame, replicas: Replicas | undefined, now: number): Omit<Headline, 'leads'> {
  const { at, value, predicted, mean, q05, q95, predictedLow, predictedHigh } = day.columns;
  const foreseen = (aheadMs: number): Foreseen => {
    const row = rowAt(at, now + aheadMs);
    return { mean: mean[row] ?? undefined, low: q05[row] ?? undefined, high: q95[row] ?? undefined };
  };
  const since = (from: number) => {
    const rows = at.map((time, row) => (time > from && time <= now ? (value[row] ?? null) : null));
    return accuracyOf({ value: rows, predicted, low: predictedLow, high: predictedHigh });
  };
  return {
    current: lastKnown(value)?.value,
    soon: foreseen(SOON_MS),
    later: foreseen(LATER_MS),
    hour: since(now - HOUR_MS),
    day: since(now - DAY_MS),
    provision: provisionOf({ ...frame, target: replicas?.target ?? undefined }),
  };
}
