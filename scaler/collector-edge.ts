import { splitWindow } from './collect-windows.ts';
import type { Collector, CollectWindow, Sample } from './collector.ts';
import type { CollectorSettings } from './collector-settings.ts';
import { columnsOf } from './edge-columns.ts';
import { samplesOfColumns } from './json-numbers.ts';
import type { SourceOf } from './metric-source.ts';
import { jsonOf } from './source-answer.ts';
import { SourceReader } from './source-reader.ts';

/** A week of minutes in one answer. */
const MOST_POINTS = 10_080;

/**
 * Asks the edge for what it counted: `GET /api/analytics/:metric?from=&to=&step=`, times in epoch milliseconds and the
 * step in seconds, answered as columns (`columnsOf`). A minute that no report came from yet is null.
 */
export class CollectorEdge implements Collector {
  readonly #source: SourceOf<'edge'>;
  readonly #reader: SourceReader;

  constructor(source: SourceOf<'edge'>, settings: CollectorSettings) {
    this.#source = source;
    this.#reader = new SourceReader(source, settings);
  }

  async collect(window: CollectWindow, signal: AbortSignal): Promise<readonly Sample[]> {
    const found: Sample[] = [];
    for (const part of splitWindow(window, MOST_POINTS)) {
      const answer = await this.#reader.ask({ method: 'GET', url: this.#url(part), headers: {} }, signal);
      const { at, value } = columnsOf(jsonOf(answer, problemWords), this.#source.field);
      for (const sample of this.#reader.sift(samplesOfColumns(at, value), part)) found.push(sample);
    }
    return found;
  }

  async close(): Promise<void> {
    this.#reader.close();
  }

  #url({ fromAt, toAt, stepSeconds }: CollectWindow): URL {
    const { url, field } = this.#source;
    const asked = new URL(`${url.replace(/\/+$/, '')}/api/analytics/${encodeURIComponent(field)}`);
    asked.search = new URLSearchParams({ from: `${fromAt}`, to: `${toAt}`, step: `${stepSeconds}` }).toString();
    return asked;
  }
}

/** A fault as our own places tell it, or problem details. */
function problemWords(json: unknown): string | undefined {
  const { detail, title, error } = (json ?? {}) as Record<string, unknown>;
  const { message } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  return [message, detail, title].find((words) => typeof words === 'string');
}
