import { createHash, createHmac } from 'node:crypto';
import { type Answering, type Heard, json, startSource } from './source-fixture.ts';

export const DOUBLE_KEYS = { AWS_ACCESS_KEY_ID: 'AKIDOUBLE', AWS_SECRET_ACCESS_KEY: 's3cret/of+the=double' };

/** What GetMetricData was asked. */
export interface MetricDataAsked {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly NextToken?: string;
  readonly MetricDataQueries: ReadonlyArray<{
    readonly Id: string;
    readonly MetricStat: { readonly Metric: unknown; readonly Period: number; readonly Stat: string };
  }>;
}

/**
 * A double of CloudWatch: it refuses what is not signed with its keys, as AWS does, checking what came over the wire with
 * code of its own, and refuses more than it gives in one page.
 *
 * @param valueAt of a period that begins then, in epoch seconds; undefined is a gap
 */
export async function startCloudWatch(
  valueAt: (seconds: number, period: number) => number | undefined,
  pageSize = 500,
) {
  const asked: MetricDataAsked[] = [];
  const answer: Answering = (heard, response) => {
    const wrong = flawOf(heard);
    if (wrong !== undefined) return json({ __type: `com.amazonaws#${wrong}`, message: 'double' }, 403)(heard, response);
    const question = JSON.parse(heard.body) as MetricDataAsked;
    asked.push(question);
    json(pageOf(question, valueAt, pageSize))(heard, response);
  };
  return { ...(await startSource(answer)), asked, answer };
}

function pageOf(
  question: MetricDataAsked,
  valueAt: (seconds: number, period: number) => number | undefined,
  size: number,
) {
  const [query] = question.MetricDataQueries;
  const period = query?.MetricStat.Period ?? 60;
  const times: number[] = [];
  for (let at = question.StartTime; at < question.EndTime; at += period) {
    if (valueAt(at, period) !== undefined) times.push(at);
  }
  const from = Number(question.NextToken ?? 0);
  const page = times.slice(from, from + size);
  const more = from + size < times.length;
  const result = {
    Id: query?.Id,
    Label: 'double',
    Timestamps: page,
    Values: page.map((at) => valueAt(at, period)),
    StatusCode: more ? 'PartialData' : 'Complete',
  };
  return { MetricDataResults: [result], Messages: [], ...(more ? { NextToken: String(from + size) } : {}) };
}

/** As AWS says of a request that is not signed rightly; undefined when it is. */
function flawOf({ method, path, headers, body }: Heard): string | undefined {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8}\/[^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (parts === null) return 'MissingAuthenticationToken';
  const [, key, scope = '', names = '', signature] = parts;
  if (key !== DOUBLE_KEYS.AWS_ACCESS_KEY_ID) return 'UnrecognizedClientException';
  if (!['host', 'x-amz-date', 'x-amz-target'].every((name) => names.split(';').includes(name)))
    return 'IncompleteSignature';
  const [day = '', region = '', service = ''] = scope.split('/');
  if (service !== 'monitoring' || !String(headers['x-amz-date']).startsWith(day)) return 'SignatureDoesNotMatch';
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}`);
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const canonical = [method, path, '', ...lines, '', names, hash(body)].join('\n');
  const toSign = `AWS4-HMAC-SHA256\n${headers['x-amz-date']}\n${scope}\n${hash(canonical)}`;
  let signing: string | Buffer = `AWS4${DOUBLE_KEYS.AWS_SECRET_ACCESS_KEY}`;
  for (const part of [day, region, service, 'aws4_request'])
    signing = createHmac('sha256', signing).update(part).digest();
  const expected = createHmac('sha256', signing).update(toSign).digest('hex');
  return expected === signature ? undefined : 'SignatureDoesNotMatch';
}
