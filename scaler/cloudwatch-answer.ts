import type { Sample } from './collector.ts';
import type { HttpAnswer } from './http-client.ts';
import { numberIn, timeIn } from './json-numbers.ts';
import { ScalerFault, type ScalerFaultCode } from './scaler-fault.ts';
import { jsonOf, said } from './source-answer.ts';

export interface CloudWatchPage {
  readonly samples: readonly Sample[];
  readonly nextToken: string | undefined;
}

/** The id that the one metric of a question has. */
export const QUERY_ID = 'm1';

interface Result {
  readonly Id?: unknown;
  readonly StatusCode?: unknown;
  readonly Timestamps?: unknown;
  readonly Values?: unknown;
}

/**
 * One page of GetMetricData.
 *
 * @throws ScalerFault `source-refused`, `source-busy`, `source-failed`, `bad-answer`
 */
export function parseMetricData(answer: HttpAnswer): CloudWatchPage {
  const slowDown = throttled(answer);
  if (slowDown !== undefined) throw new ScalerFault('source-busy', [slowDown]);
  const json = (jsonOf(answer, awsWords) ?? {}) as { MetricDataResults?: unknown; NextToken?: unknown };
  if (!Array.isArray(json.MetricDataResults)) throw new ScalerFault('bad-answer', ['it has no "MetricDataResults"']);
  const results = json.MetricDataResults as readonly Result[];
  const samples = results.filter(({ Id }) => Id === QUERY_ID).flatMap(samplesOf);
  const { NextToken: next } = json;
  return { samples, nextToken: typeof next === 'string' && next !== '' ? next : undefined };
}

/** What CloudWatch says of one metric when it says 200 to all. */
const STATUS_FAULTS: Readonly<Record<string, ScalerFaultCode>> = {
  InternalError: 'source-failed',
  Forbidden: 'source-refused',
};

function samplesOf({ StatusCode: status, Timestamps: times, Values: values }: Result): Sample[] {
  const code = typeof status === 'string' ? STATUS_FAULTS[status] : undefined;
  if (code !== undefined) throw new ScalerFault(code, [`CloudWatch says "${status}" of the metric`]);
  if (!Array.isArray(times) || !Array.isArray(values) || times.length !== values.length) {
    throw new ScalerFault('bad-answer', ['its "Timestamps" and "Values" are not equally many']);
  }
  return times.map((time, index) => ({ at: timeIn(time), value: numberIn(values[index], 'a value') }));
}

/** CloudWatch says 400 where others say 429. */
function throttled({ status, text }: HttpAnswer): string | undefined {
  if (status < 400 || !/"__type"\s*:\s*"[^"]*(Throttling|TooManyRequests|RequestLimitExceeded)/.test(text))
    return undefined;
  return `${status}, ${said(text)}`;
}

function awsWords(json: unknown): string | undefined {
  const { __type: type, message, Message } = (json ?? {}) as Record<string, unknown>;
  const words = [message, Message].find((text) => typeof text === 'string');
  // "com.amazonaws.cloudwatch#InvalidParameterValue"
  const name = typeof type === 'string' ? type.slice(type.indexOf('#') + 1) : undefined;
  return name === undefined && words === undefined ? undefined : [name, words].filter(Boolean).join(': ');
}
