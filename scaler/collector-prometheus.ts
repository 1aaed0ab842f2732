import { splitWindow } from './collect-windows.ts';
import type { Collector, CollectWindow, Sample } from './collector.ts';
import type { CollectorSettings } from './collector-settings.ts';
import type { SourceOf } from './metric-source.ts';
import { parseRange, prometheusWords } from './prometheus-answer.ts';
import { ScalerFault } from './scaler-fault.ts';
import { jsonOf } from './source-answer.ts';
import { SourceReader } from './source-reader.ts';

/** Prometheus refuses more than 11,000 points of a series in one answer (web/api/v1, query_range). */
const MOST_POINTS = 11_000;

/**
 * Asks Prometheus' range API. The query is the operator's own text and is sent as a field of a form: nothing is ever put
 * into it, so no name from outside can change what it asks. Steps lie on whole multiples of the step, so what is asked
 * for twice has the same times; the points of a long window come in several answers.
 *
 * Prometheus repeats a value until it is 5 minutes old where its target did not end in its sight: `staleSeconds` of the
 * source makes that shorter (its `lookback_delta`, since 2.38). What it says of a time that its own clock has not reached
 * is such a repetition too, and is refused.
 */
export class CollectorPrometheus implements Collector {
  readonly #source: SourceOf<'prometheus'>;
  readonly #reader: SourceReader;
  readonly #url: URL;

  /** @throws ScalerFault `bad-source` where no address is known */
  constructor(source: SourceOf<'prometheus'>, settings: CollectorSettings) {
    const base = source.url ?? settings.prometheusUrl;
    if (base === undefined)
      throw new ScalerFault('bad-source', [`"${source.name}" has no "url": set it, or PROMETHEUS_URL for all`]);
    this.#source = source;
    this.#url = new URL(`${base.replace(/\/+$/, '')}/api/v1/query_range`);
    this.#reader = new SourceReader(source, settings);
  }

  async collect(window: CollectWindow, signal: AbortSignal): Promise<readonly Sample[]> {
    const found: Sample[] = [];
    for (const part of splitWindow(window, MOST_POINTS)) {
      for (const sample of await this.#ask(part, signal)) found.push(sample);
    }
    return found;
  }

  async close(): Promise<void> {
    this.#reader.close();
  }

  async #ask(window: CollectWindow, signal: AbortSignal): Promise<readonly Sample[]> {
    const { query, staleSeconds, timeoutSeconds } = this.#source;
    const form = new URLSearchParams({
      query,
      start: String(window.fromAt / 1000),
      end: String(window.toAt / 1000),
      step: String(window.stepSeconds),
      timeout: `${Math.ceil(timeoutSeconds)}s`,
      // Thanos and those like it would else leave out a store that does not answer, and say 200.
      partial_response: 'false',
    });
    if (staleSeconds !== undefined) form.set('lookback_delta', `${staleSeconds}s`);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await this.#reader.ask({ method: 'POST', url: this.#url, headers, body: form.toString() }, signal);
    const samples = parseRange(jsonOf(answer, prometheusWords));
    return this.#reader.sift(samples, window, serverTime(answer.headers.date, window.stepSeconds));
  }
}

/** The latest time that the server can have measured by its own clock, which says whole seconds. */
function serverTime(date: string | undefined, stepSeconds: number): number | undefined {
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? undefined : at + 1000 + stepSeconds * 1000;
}
