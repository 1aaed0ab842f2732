import type { CollectWindow, Sample } from './collector.ts';
import { type CollectorSettings, DEFAULT_FUTURE_SECONDS, DEFAULT_MOST_BYTES } from './collector-settings.ts';
import type { HttpAnswer, HttpQuestion } from './http-client.ts';
import { siftSamples } from './sample-sieve.ts';
import { ScalerFault } from './scaler-fault.ts';
import { admissionFor, type SourceLogin } from './source-login.ts';

type Question = Pick<HttpQuestion, 'method' | 'url' | 'headers' | 'body'>;

/** What a source over HTTP is read by: its login, its bounds, and the sieve that its samples go through. */
export class SourceReader {
  readonly #source: { readonly name: string; readonly timeoutSeconds: number } & SourceLogin;
  readonly #settings: CollectorSettings;
  readonly #closing = new AbortController();

  constructor(
    source: { readonly name: string; readonly timeoutSeconds: number } & SourceLogin,
    settings: CollectorSettings,
  ) {
    this.#source = source;
    this.#settings = settings;
  }

  get now(): number {
    return (this.#settings.now ?? Date.now)();
  }

  /** @throws ScalerFault `bad-source` and those of HttpClient */
  async ask(question: Question, signal: AbortSignal): Promise<HttpAnswer> {
    const admission = await admissionFor(this.#source, this.#settings.env);
    return this.#settings.client.ask(
      {
        ...question,
        headers: { accept: 'application/json', ...admission.headers, ...question.headers },
        ca: admission.ca,
        timeoutSeconds: this.#source.timeoutSeconds,
        mostBytes: this.#settings.mostBytes ?? DEFAULT_MOST_BYTES,
      },
      AbortSignal.any([signal, this.#closing.signal]),
    );
  }

  /**
   * What may be handed on; the rest is told.
   *
   * @param latest nothing after this is believed either, in epoch milliseconds
   */
  sift(samples: Iterable<Sample>, window: CollectWindow, latest = Number.POSITIVE_INFINITY): readonly Sample[] {
    const { futureSeconds = DEFAULT_FUTURE_SECONDS } = this.#settings;
    const now = Math.min(this.now, latest - futureSeconds * 1000);
    const sifted = siftSamples(samples, { window, now, futureSeconds });
    if (sifted.refusals.length > 0) this.#settings.refused?.(this.#source.name, sifted.refusals);
    return sifted.samples;
  }

  close(): void {
    this.#closing.abort(new ScalerFault('source-down', ['its collector was closed']));
  }
}
