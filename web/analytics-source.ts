import * as z from 'zod/mini';
import type { Lead, Span } from './analytics-range.ts';

const PATIENCE_MS = 15_000;

const column = z.array(z.nullable(z.number()));
const moment = z.optional(z.nullable(z.number()));

const LoadSchema = z.object({
  source: z.optional(z.string()),
  stepSeconds: z.number(),
  /** The last sample that the forecast knew. */
  forecastAt: moment,
  columns: z.object({
    at: z.array(z.number()),
    value: column,
    predicted: column,
    mean: column,
    q05: column,
    q95: column,
    /** The band as it was said a lead before, from places that keep it. */
    predictedLow: z.optional(column),
    predictedHigh: z.optional(column),
  }),
});

const ReplicasSchema = z.object({
  mode: z.optional(z.nullable(z.string())),
  /** How many connections a pod is meant to carry, from scalers that say so. */
  target: moment,
  columns: z.object({ at: z.array(z.number()), desired: column, ready: column, reactive: column }),
});

const FaultSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export type Load = z.infer<typeof LoadSchema>;
export type Replicas = z.infer<typeof ReplicasSchema>;

export interface Query extends Span {
  readonly stepSeconds: number;
  readonly lead: Lead;
}

/** Why there are no numbers, in a sentence for whoever looks. */
export class AnalyticsRefused extends Error {
  override readonly name = 'AnalyticsRefused';
  /** What the place called it; `unreachable` when it said nothing. */
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }

  /** Whether another token is needed. */
  get wantsToken(): boolean {
    return /^(token-.*|forbidden|banned)$/.test(this.code);
  }
}

/**
 * How many connections there were, what was predicted and what is to come.
 *
 * @throws AnalyticsRefused
 */
export async function readLoad(token: string, query: Query, signal: AbortSignal): Promise<Load> {
  return LoadSchema.parse(await ask('connections', token, query, signal));
}

/**
 * How many pods were wanted and ready; `undefined` where the place knows no scaler.
 *
 * @throws AnalyticsRefused
 */
export async function readReplicas(token: string, query: Query, signal: AbortSignal): Promise<Replicas | undefined> {
  try {
    return ReplicasSchema.parse(await ask('replicas', token, query, signal));
  } catch (error) {
    if (error instanceof AnalyticsRefused && error.code === 'not-configured') return undefined;
    throw error;
  }
}

async function ask(metric: string, token: string, query: Query, signal: AbortSignal): Promise<unknown> {
  const { fromAt, toAt, stepSeconds, lead } = query;
  const asked = { from: Math.floor(fromAt), to: Math.ceil(toAt), step: stepSeconds, lead };
  const search = new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, `${value}`]));
  let response: Response;
  try {
    response = await fetch(`/api/analytics/${metric}?${search}`, {
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
  } catch (error) {
    throw new AnalyticsRefused('unreachable', 'The place does not answer', error);
  }
  if (response.ok) return response.json();
  const fault = FaultSchema.safeParse(await response.json().catch(() => undefined));
  if (!fault.success) throw new AnalyticsRefused('unknown', `The place answered ${response.status} and not why`);
  const { code, message } = fault.data.error;
  throw new AnalyticsRefused(code, sentenceOf(code, message));
}

const SENTENCES: Readonly<Record<string, string>> = {
  forbidden: 'This token may not read the numbers: it needs the role "reader"',
  'token-missing': 'That is not a token. Paste another one',
  'token-invalid': 'The token was refused. Paste another one',
  'token-expired': 'The token has ended. Paste another one',
};

function sentenceOf(code: string, message: string): string {
  return SENTENCES[code] ?? message;
}
