import type { Meter, MetricLabels, MetricName } from '#chat';

/** What a place counted since it began, as its analytics report it. */
export interface Counts {
  readonly connections: number;
  readonly opened: number;
  readonly messages: number;
  readonly rejected: number;
}

const SOCKETS = '/api/rooms/:room/socket';

/**
 * A meter that also counts what analytics are made of: from the same calls as every other number, so the two agree. What
 * comes goes on to the next meter.
 */
export class CountingMeter implements Meter {
  readonly #next: Meter;
  readonly #changed: () => void;
  #counts: Counts = { connections: 0, opened: 0, messages: 0, rejected: 0 };

  /** `changed` is called after each change. */
  constructor(next: Meter, changed: () => void = () => {}) {
    this.#next = next;
    this.#changed = changed;
  }

  get counts(): Counts {
    return this.#counts;
  }

  add(metric: MetricName, amount = 1, labels?: MetricLabels): void {
    this.#next.add(metric, amount, labels);
    if (metric === 'websocket_connections_active') this.count('connections', amount);
    else if (metric === 'breakwater_connections_total') this.count('opened', amount);
    else if (metric === 'breakwater_connections_refused_total') this.count('rejected', amount);
    else if (metric === 'messages_published_total' && labels?.outcome === 'appended') this.count('messages', amount);
  }

  set(metric: MetricName, value: number): void {
    this.#next.set(metric, value);
  }

  observe(metric: MetricName, value: number, labels?: MetricLabels): void {
    this.#next.observe(metric, value, labels);
    const refused = Number(labels?.status ?? 0) >= 400 && labels?.route === SOCKETS;
    if (metric === 'http_request_duration_seconds' && refused) this.count('rejected', 1);
  }

  count(what: keyof Counts, amount: number): void {
    this.#counts = { ...this.#counts, [what]: this.#counts[what] + amount };
    this.#changed();
  }
}
