import type { Collector } from './collector.ts';
import type { PodSource, PodsSeen } from './pod-source.ts';

/** How many pods there are, where only a query says it: `count(up{job="chat"} == 1)`. */
export class PodSourceMetric implements PodSource {
  readonly #collector: Collector;
  readonly #stepSeconds: number;

  constructor(collector: Collector, stepSeconds: number) {
    this.#collector = collector;
    this.#stepSeconds = stepSeconds;
  }

  async look(at: number, signal: AbortSignal): Promise<PodsSeen> {
    const stepMs = this.#stepSeconds * 1000;
    const window = { fromAt: at - 2 * stepMs, toAt: at, stepSeconds: this.#stepSeconds, phaseMs: at % stepMs };
    const last = (await this.#collector.collect(window, signal)).at(-1);
    const count = last === undefined ? null : Math.max(0, Math.round(last.value));
    return { at, count, ready: count, pods: [] };
  }

  close(): Promise<void> {
    return this.#collector.close();
  }
}
