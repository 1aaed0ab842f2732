import type { Collector, CollectWindow, Sample } from './collector.ts';
import { type CollectorSettings, DEFAULT_FUTURE_SECONDS } from './collector-settings.ts';
import { counterRates } from './counter-rates.ts';
import type { SourceOf } from './metric-source.ts';
import type { PushedInbox } from './pushed-inbox.ts';
import { siftSamples } from './sample-sieve.ts';
import { ScalerFault } from './scaler-fault.ts';

/** How far back the sample before a counter's first is looked for. */
const STEPS_BEFORE = 10;

/** Reads what was pushed. It waits for nobody; what comes late is there when its window is asked for again. */
export class CollectorPushed implements Collector {
  readonly #source: SourceOf<'pushed'>;
  readonly #settings: CollectorSettings;
  readonly #inbox: PushedInbox;

  /** @throws ScalerFault `bad-source` where no inbox is open */
  constructor(source: SourceOf<'pushed'>, settings: CollectorSettings) {
    if (settings.inbox === undefined) throw new ScalerFault('bad-source', ['no inbox for pushed metrics is open']);
    this.#source = source;
    this.#settings = settings;
    this.#inbox = settings.inbox;
    this.#inbox.declare(settings.workload, source.name);
  }

  async collect(window: CollectWindow, signal: AbortSignal): Promise<readonly Sample[]> {
    signal.throwIfAborted();
    const { counter, name } = this.#source;
    const before = counter ? STEPS_BEFORE * window.stepSeconds * 1000 : 0;
    const found = this.#inbox.read(this.#settings.workload, name, window.fromAt - before, window.toAt);
    const { now = Date.now, futureSeconds = DEFAULT_FUTURE_SECONDS } = this.#settings;
    return siftSamples(counter ? counterRates(found) : found, { window, now: now(), futureSeconds }).samples;
  }

  async close(): Promise<void> {
    this.#inbox.withdraw(this.#settings.workload, this.#source.name);
  }
}
