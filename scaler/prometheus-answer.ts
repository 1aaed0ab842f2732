import type { Sample } from './collector.ts';
import { ScalerFault } from './scaler-fault.ts';
import { said } from './source-answer.ts';

/**
 * The one series of an answer of the range API, every point of it: NaN and infinities too, which the caller counts.
 *
 * @throws ScalerFault `bad-answer` where it is no such answer, has several series, or says that a part is missing
 */
export function parseRange(json: unknown): Sample[] {
  const { data, warnings } = (json ?? {}) as { data?: { resultType?: unknown; result?: unknown }; warnings?: unknown };
  if (data?.resultType !== 'matrix' || !Array.isArray(data.result)) {
    throw new ScalerFault('bad-answer', ['it is no matrix of the range API: is this the address of a Prometheus?']);
  }
  const missing = missingPart(warnings);
  if (missing !== undefined) throw new ScalerFault('bad-answer', [`only a part of it is there: "${missing}"`]);
  const { length } = data.result;
  if (length > 1) {
    throw new ScalerFault('bad-answer', [`the query gives ${length} series, must give one: put sum(…) around it`]);
  }
  if (length === 0) return [];
  const { values } = data.result[0] as { values?: unknown };
  if (!Array.isArray(values)) throw new ScalerFault('bad-answer', ['its series has no plain values']);
  return values.map(parsePoint);
}

/** Since 2.48 advice about the query comes as a warning too; what begins otherwise says that a store did not answer. */
function missingPart(warnings: unknown): string | undefined {
  if (!Array.isArray(warnings)) return undefined;
  const found = warnings.find((warning) => typeof warning === 'string' && !warning.startsWith('PromQL '));
  return found === undefined ? undefined : said(found);
}

function parsePoint(point: unknown): Sample {
  const [seconds, text] = Array.isArray(point) ? (point as [unknown, unknown]) : [];
  if (typeof seconds !== 'number' || typeof text !== 'string') {
    throw new ScalerFault('bad-answer', ['a point of its series is no pair of a time and a text']);
  }
  return { at: Math.round(seconds * 1000), value: numberOf(text) };
}

/** As Prometheus writes them: "NaN", "+Inf" and "-Inf" are no decimals. */
function numberOf(text: string): number {
  return /^[-+.\de]+$/i.test(text) ? Number(text) : Number.NaN;
}

/** The sentence that Prometheus refuses with. */
export function prometheusWords(json: unknown): string | undefined {
  const { error, errorType } = (json ?? {}) as Record<string, unknown>;
  return typeof error === 'string' ? `${typeof errorType === 'string' ? `${errorType}: ` : ''}${error}` : undefined;
}
