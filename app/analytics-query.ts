import { ChatFault } from '#chat';
import { type AnalyticsQuery, LEADS, type Lead } from './analytics.ts';

/** Rows of one answer: a week of minutes, and what comes in the day after. */
export const MOST_ROWS = 12_000;
const USUAL_ROWS = 1_500;
const USUAL_PAST_MS = 6 * 3_600_000;
const USUAL_AHEAD_MS = 3_600_000;
const STEPS = [60, 300, 900, 3_600, 14_400, 86_400];

type Asked = Readonly<Record<'from' | 'to' | 'step' | 'lead', string | undefined>>;

/**
 * Reads which rows are asked for. Six hours back and one ahead unless told, in steps that make at most 1,500 rows, beside
 * what was predicted a quarter of an hour ahead.
 *
 * @throws ChatFault `bad-range`
 * @example
 * parseAnalyticsQuery({ from: '0', to: '600000', step: '60', lead: undefined }, 0) // => { fromAt: 0, toAt: 600000, stepSeconds: 60, leadSeconds: 900 }
 * parseAnalyticsQuery({ from: '0', to: '86400000', step: undefined, lead: '3600' }, 0).stepSeconds // => 60
 */
export function parseAnalyticsQuery({ from, to, step, lead }: Asked, now: number): AnalyticsQuery {
  const toAt =
    wholeOf('to', to) ?? (from === undefined ? now : Math.max(now, wholeOf('from', from) ?? now)) + USUAL_AHEAD_MS;
  const fromAt = wholeOf('from', from) ?? toAt - USUAL_AHEAD_MS - USUAL_PAST_MS;
  if (fromAt > toAt) throw bad('from is after to');
  const seconds = (toAt - fromAt) / 1000;
  const usual = STEPS.find((one) => seconds / one <= USUAL_ROWS) ?? 86_400;
  const stepSeconds = wholeOf('step', step) ?? usual;
  if (stepSeconds < 60 || stepSeconds % 60 !== 0 || stepSeconds > 86_400) throw bad(`step is ${stepSeconds}`);
  if (seconds / stepSeconds > MOST_ROWS) throw bad(`these would be more than ${MOST_ROWS} rows`);
  return { fromAt, toAt, stepSeconds, leadSeconds: leadOf(lead) };
}

function leadOf(text: string | undefined): Lead {
  const found = LEADS.find((one) => String(one) === (text ?? '900'));
  if (found === undefined) throw bad(`lead is none of ${LEADS.join(', ')}`);
  return found;
}

function wholeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw bad(`${name} is not a whole number`);
  return Number(text);
}

function bad(found: string): ChatFault {
  return new ChatFault('bad-range', { found });
}
