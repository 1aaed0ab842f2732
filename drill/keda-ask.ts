import type { KedaTrigger } from './keda-spec.ts';

/** A call of KEDA's to a scaler, by the index of its trigger. "rebuild" is the client made anew after an error. */
export type KedaCall =
  | { readonly trigger: number; readonly call: 'spec' | 'active' | 'rebuild' }
  | { readonly trigger: number; readonly call: 'metrics'; readonly metricName: string };

/** As gRPC carries it: an integer of old, and a number. */
export interface MetricSpecReply {
  readonly metricName: string;
  readonly targetSize: number;
  readonly targetSizeFloat: number;
}

export interface MetricValueReply {
  readonly metricName: string;
  readonly metricValue: number;
  readonly metricValueFloat: number;
}

export type KedaReply =
  | { readonly specs: readonly MetricSpecReply[] }
  | { readonly values: readonly MetricValueReply[] }
  | { readonly active: boolean }
  | { readonly done: true }
  | { readonly error: string };

/** What a trigger said: each of its metrics, or why not. A scaler that does not even say its metrics is "unreachable". */
export type TriggerAnswer =
  | { readonly kind: 'told'; readonly metrics: readonly ToldMetric[]; readonly active: boolean }
  | { readonly kind: 'failed'; readonly metrics: readonly NamedTarget[]; readonly error: string }
  | { readonly kind: 'unreachable'; readonly error: string };

export interface NamedTarget {
  /** As HPA calls it: `s{index}-{metricName}`. */
  readonly name: string;
  readonly target: number;
}

export interface ToldMetric extends NamedTarget {
  readonly values: readonly number[];
}

/** A conversation with scalers: each call is yielded, and its reply given back. */
export type Asking<Result> = Generator<KedaCall, Result, KedaReply>;

/**
 * Asks one trigger as KEDA does: GetMetricSpec, then for each metric GetMetrics, then IsActive. An error of one of the last two
 * rebuilds the client and asks the pair once more, at once; an error of the first is told as it is.
 *
 * It is a generator that yields calls, so that a drill can carry them over gRPC and the simulator in its own process.
 */
export function* askTrigger(index: number): Asking<TriggerAnswer> {
  const spec = yield { trigger: index, call: 'spec' };
  if (!('specs' in spec)) return { kind: 'unreachable', error: errorOf(spec) };
  if (spec.specs.length === 0) return { kind: 'unreachable', error: 'it named no metric' };
  const named = spec.specs.map((one) => ({
    name: `s${index}-${one.metricName}`,
    metricName: one.metricName,
    target: one.targetSizeFloat > 0 ? one.targetSizeFloat : one.targetSize,
  }));
  const first = yield* askPair(index, named);
  if (typeof first !== 'string') return first;
  yield { trigger: index, call: 'rebuild' };
  const second = yield* askPair(index, named);
  if (typeof second !== 'string') return second;
  return { kind: 'failed', metrics: named.map(({ name, target }) => ({ name, target })), error: second };
}

interface Named extends NamedTarget {
  readonly metricName: string;
}

/** GetMetrics and IsActive; or what went wrong. */
function* askPair(trigger: number, named: readonly Named[]): Asking<TriggerAnswer | string> {
  const metrics: ToldMetric[] = [];
  for (const { name, metricName, target } of named) {
    const reply = yield { trigger, call: 'metrics', metricName };
    if (!('values' in reply)) return errorOf(reply);
    if (reply.values.length === 0) return `it gave no value of "${metricName}"`;
    metrics.push({ name, target, values: reply.values.map(kedaValue) });
  }
  const reply = yield { trigger, call: 'active' };
  return 'active' in reply ? { kind: 'told', metrics, active: reply.active } : errorOf(reply);
}

/**
 * The number that KEDA reads in a value: the float where it is above 0, else the integer; infinite and negative numbers
 * become 0; three decimals are kept.
 *
 * @example
 * kedaValue({ metricName: 'pods', metricValue: 3, metricValueFloat: 2.34567 }) // => 2.345
 * kedaValue({ metricName: 'pods', metricValue: 3, metricValueFloat: NaN }) // => 3
 * kedaValue({ metricName: 'pods', metricValue: 3, metricValueFloat: Infinity }) // => 0
 */
export function kedaValue({ metricValue, metricValueFloat }: MetricValueReply): number {
  const value = metricValueFloat > 0 ? metricValueFloat : metricValue;
  if (!Number.isFinite(value) || value < 0) return 0;
  return Math.trunc(Math.round(value * 1e6) / 1e3) / 1e3;
}

/** All triggers, one after the other. */
export function* askTriggers(triggers: readonly KedaTrigger[]): Asking<readonly TriggerAnswer[]> {
  const answers: TriggerAnswer[] = [];
  for (const index of triggers.keys()) answers.push(yield* askTrigger(index));
  return answers;
}

function errorOf(reply: KedaReply): string {
  return 'error' in reply ? reply.error : 'it answered something else';
}

/** A scaler in this process. */
export type ScalerHere = (call: KedaCall) => KedaReply;

/**
 * A scaler behind a network: errors are replies, so that the twin reacts to them as KEDA does. A call that hangs MUST hang,
 * since KEDA has no deadline; HPA's way gives up after 3 s, which whoever drives it sees to.
 */
export interface ScalerClient {
  reply(call: KedaCall): Promise<KedaReply>;
}

/** Holds a conversation in this process. */
export function askHere<Result>(asking: Asking<Result>, scaler: ScalerHere): Result {
  let turn = asking.next();
  while (!turn.done) turn = asking.next(scaler(turn.value));
  return turn.value;
}

/** Holds a conversation over a network. */
export async function askFar<Result>(asking: Asking<Result>, client: ScalerClient): Promise<Result> {
  let turn = asking.next();
  while (!turn.done) turn = asking.next(await client.reply(turn.value));
  return turn.value;
}
