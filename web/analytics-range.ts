/** The ranges that are offered, how far back each looks and how far ahead, in seconds. */
export const RANGES = {
  '15m': { name: '15 minutes', backSeconds: 900, aheadSeconds: 900 },
  '1h': { name: '1 hour', backSeconds: 3_600, aheadSeconds: 1_800 },
  '6h': { name: '6 hours', backSeconds: 21_600, aheadSeconds: 3_600 },
  '24h': { name: '24 hours', backSeconds: 86_400, aheadSeconds: 14_400 },
  '7d': { name: '7 days', backSeconds: 604_800, aheadSeconds: 86_400 },
} as const;

export type RangeName = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as readonly RangeName[];

/** How long before a prediction was said, in seconds. */
export const LEADS = { 900: '15 minutes', 3600: '1 hour', 86400: '24 hours' } as const;
export type Lead = keyof typeof LEADS;
export const LEAD_SECONDS = [900, 3600, 86400] as const satisfies readonly Lead[];

/** What is looked at: a range that moves with the clock, and perhaps a fixed part of the time. */
export interface View {
  readonly range: RangeName;
  readonly lead: Lead;
  /** In epoch milliseconds. */
  readonly zoom?: Span | undefined;
}

export interface Span {
  readonly fromAt: number;
  readonly toAt: number;
}

const USUAL: View = { range: '6h', lead: 900 };
const SHORTEST_MS = 120_000;
/** Rows that are asked for at most: more than a screen has pixels, and a week still comes in a few minutes' steps. */
const MOST_ROWS = 1_500;
const STEPS = [60, 300, 900, 3_600, 14_400, 86_400];

/**
 * Reads what is looked at from an address. What makes no sense there is left out: an address that somebody shortened
 * still shows something.
 *
 * @example
 * parseView('?range=24h&lead=3600') // => { range: '24h', lead: 3600, zoom: undefined }
 * parseView('?range=year') // => { range: '6h', lead: 900, zoom: undefined }
 * parseView('?from=0&to=600000').zoom // => { fromAt: 0, toAt: 600000 }
 */
export function parseView(search: string): View {
  const asked = new URLSearchParams(search);
  const range = RANGE_NAMES.find((name) => name === asked.get('range')) ?? USUAL.range;
  const lead = LEAD_SECONDS.find((seconds) => String(seconds) === asked.get('lead')) ?? USUAL.lead;
  return { range, lead, zoom: spanOf(asked.get('from'), asked.get('to')) };
}

function spanOf(from: string | null, to: string | null): Span | undefined {
  if (from === null || to === null || !/^\d{1,14}$/.test(from) || !/^\d{1,14}$/.test(to)) return undefined;
  const span = { fromAt: Number(from), toAt: Number(to) };
  return span.toAt - span.fromAt >= SHORTEST_MS ? span : undefined;
}

/**
 * The address of what is looked at.
 *
 * @example
 * searchOf({ range: '24h', lead: 900 }) // => '?range=24h'
 * searchOf({ range: '6h', lead: 3600, zoom: { fromAt: 0, toAt: 600000 } }) // => '?range=6h&lead=3600&from=0&to=600000'
 */
export function searchOf({ range, lead, zoom }: View): string {
  const search = new URLSearchParams({ range });
  if (lead !== USUAL.lead) search.set('lead', `${lead}`);
  if (zoom) {
    search.set('from', `${zoom.fromAt}`);
    search.set('to', `${zoom.toAt}`);
  }
  return `?${search}`;
}

/**
 * From when to when a view reaches, in epoch milliseconds.
 *
 * @example
 * spanAt({ range: '15m', lead: 900 }, 3600000) // => { fromAt: 2700000, toAt: 4500000 }
 */
export function spanAt({ range, zoom }: View, now: number): Span {
  if (zoom) return zoom;
  const { backSeconds, aheadSeconds } = RANGES[range];
  return { fromAt: now - backSeconds * 1000, toAt: now + aheadSeconds * 1000 };
}

/**
 * A part of the time that was drawn with the pointer, at whole minutes and at least two of them; `undefined` when nothing
 * was meant.
 *
 * @example
 * zoomTo(59000, 241000) // => { fromAt: 0, toAt: 300000 }
 * zoomTo(1000, 1000) // => undefined
 */
export function zoomTo(fromAt: number, toAt: number): Span | undefined {
  if (!(toAt > fromAt) || fromAt < 0) return undefined;
  const start = Math.floor(fromAt / 60_000) * 60_000;
  return { fromAt: start, toAt: Math.max(start + SHORTEST_MS, Math.ceil(toAt / 60_000) * 60_000) };
}

/**
 * The step in seconds that a span is asked for in.
 *
 * @example
 * stepFor({ fromAt: 0, toAt: 21600000 }) // => 60
 * stepFor({ fromAt: 0, toAt: 604800000 }) // => 900
 */
export function stepFor({ fromAt, toAt }: Span): number {
  const seconds = (toAt - fromAt) / 1000;
  return STEPS.find((step) => seconds / step <= MOST_ROWS) ?? 86_400;
}
