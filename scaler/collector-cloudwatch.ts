import { awsKeysOf } from './aws-keys.ts';
import { signedHeaders } from './aws-signature.ts';
import { type CloudWatchPage, parseMetricData, QUERY_ID } from './cloudwatch-answer.ts';
import { type CloudWatchPart, cloudWatchParts } from './cloudwatch-parts.ts';
import type { Collector, CollectWindow, Sample } from './collector.ts';
import type { CollectorSettings } from './collector-settings.ts';
import type { SourceOf } from './metric-source.ts';
import { ScalerFault } from './scaler-fault.ts';
import { SourceReader } from './source-reader.ts';

/** A part of 20,000 points comes in far fewer. */
const MOST_PAGES = 50;
/** What is counted in a period: it is said for a step, so that all parts of a window have one unit. */
const COUNTED = ['Sum', 'SampleCount'];

/**
 * Asks CloudWatch's GetMetricData (AWS JSON 1.0, signed). A sample stands where its period begins, and comes when it has
 * ended. What is older than 15 days is there in longer periods only, so it has gaps at a shorter step.
 */
export class CollectorCloudWatch implements Collector {
  readonly #source: SourceOf<'cloudwatch'>;
  readonly #settings: CollectorSettings;
  readonly #reader: SourceReader;
  readonly #url: URL;

  constructor(source: SourceOf<'cloudwatch'>, settings: CollectorSettings) {
    this.#source = source;
    this.#settings = settings;
    this.#reader = new SourceReader({ name: source.name, timeoutSeconds: source.timeoutSeconds }, settings);
    this.#url = new URL(source.url ?? hostOf(source.region));
  }

  async collect(window: CollectWindow, signal: AbortSignal): Promise<readonly Sample[]> {
    const found: Sample[] = [];
    for (const part of cloudWatchParts(window, this.#source.periodSeconds, this.#reader.now)) {
      const share = COUNTED.includes(this.#source.statistic) ? window.stepSeconds / part.periodSeconds : 1;
      const samples = (await this.#part(part, signal)).map(({ at, value }) => ({ at, value: value * share }));
      const asked = { ...window, fromAt: part.fromAt, toAt: part.endAt - 1 };
      for (const sample of this.#reader.sift(samples, asked)) found.push(sample);
    }
    return found;
  }

  async close(): Promise<void> {
    this.#reader.close();
  }

  async #part(part: CloudWatchPart, signal: AbortSignal): Promise<Sample[]> {
    const samples: Sample[] = [];
    let token: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await this.#page(part, token, signal);
      for (const sample of page.samples) samples.push(sample);
      if (page.nextToken === undefined) return samples;
      token = page.nextToken;
    }
    throw new ScalerFault('source-too-large', [`CloudWatch has more than ${MOST_PAGES} pages of it`]);
  }

  async #page(part: CloudWatchPart, token: string | undefined, signal: AbortSignal): Promise<CloudWatchPage> {
    const body = JSON.stringify({
      StartTime: part.fromAt / 1000,
      EndTime: part.endAt / 1000,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [{ Id: QUERY_ID, MetricStat: this.#metricStat(part.periodSeconds), ReturnData: true }],
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
    };
    const request = { method: 'POST' as const, url: this.#url, headers, body };
    const scope = { region: this.#source.region, service: 'monitoring', at: this.#reader.now };
    const signed = signedHeaders(request, scope, awsKeysOf(this.#source, this.#settings.env));
    return parseMetricData(await this.#reader.ask({ ...request, headers: signed }, signal));
  }

  #metricStat(periodSeconds: number) {
    const { metricNamespace, metricName, dimensions, statistic } = this.#source;
    const pairs = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const metric = { Namespace: metricNamespace, MetricName: metricName, Dimensions: pairs };
    return { Metric: metric, Period: periodSeconds, Stat: statistic };
  }
}

/** China has a name of its own. */
function hostOf(region: string): string {
  return `https://monitoring.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`;
}
