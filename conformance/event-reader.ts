import { within } from './patience.ts';

/** One server-sent event. */
export interface StreamEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** Reads an answer as a stream of events, as the HTML standard's "interpreting an event stream" says. */
export class EventReader {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  readonly #events: StreamEvent[] = [];
  #rest = '';
  #lastId: string | undefined;
  /** What the server wants clients to wait before they come back, in milliseconds. */
  retry: number | undefined;

  /** @throws Error when the answer has no body */
  constructor(response: Response) {
    if (response.body === null) throw new Error('The answer has no body');
    this.response = response;
    this.#reader = response.body.getReader();
  }

  /** What a browser would send as `Last-Event-ID`. */
  get lastId(): string | undefined {
    return this.#lastId;
  }

  /** The next event; `undefined` when the stream has ended. */
  async next(): Promise<StreamEvent | undefined> {
    while (this.#events.length === 0) {
      const { done, value } = await within(this.#reader.read(), 'the next event');
      if (done) return undefined;
      const blocks = (this.#rest + this.#decoder.decode(value, { stream: true })).split('\n\n');
      this.#rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
    const next = this.#events.shift();
    this.#lastId = next?.id ?? this.#lastId;
    return next;
  }

  /** As many events, which must come. */
  async take(count: number): Promise<StreamEvent[]> {
    const taken: StreamEvent[] = [];
    while (taken.length < count) {
      const event = await this.next();
      if (event === undefined) throw new Error(`The stream ended after ${JSON.stringify(taken)}`);
      taken.push(event);
    }
    return taken;
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }

  #take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (name === 'retry') this.retry = Number(value);
      else if (name !== '') fields.set(name, value);
    }
    const data = fields.get('data');
    if (data !== undefined) this.#events.push({ event: fields.get('event') ?? 'message', id: fields.get('id'), data });
  }
}
