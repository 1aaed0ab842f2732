import { type AppendItem, appendCall } from './append-call.ts';
import type { Written } from './durable-writer.ts';
import { type RedisReply, unavailable } from './redis-line.ts';

/** Messages in one command: Redis does nothing else meanwhile. */
const MOST_ITEMS = 64;
/** Their bodies in one command, in UTF-16 units, so that a few large ones are not refused together for their weight. */
const MOST_LENGTH = 65_536;
/** Whoever comes after so long without another, in milliseconds, is sent at once. */
const CALM_MS = 1;

/** The script's answer to one item, and whether it is as durable as it must be. */
export interface AppendAnswer {
  readonly answer: RedisReply;
  readonly durable: boolean;
}

interface Waiting {
  readonly item: AppendItem;
  readonly settle: (answer: AppendAnswer) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Appends of one turn of the event loop go to Redis as one command, in the order in which they came. Each is answered for
 * itself. What all of them share costs Redis and this process once and not for each. Where it is calm the first does not wait
 * for the turn to end.
 */
export class AppendPile {
  readonly #numbers: string;
  readonly #send: (call: ReturnType<typeof appendCall>) => Promise<Written>;
  #waiting: Waiting[] = [];
  #length = 0;
  #planned = false;
  #sentAt = Number.NEGATIVE_INFINITY;

  /** @param numbers from `numbersOf` */
  constructor(numbers: string, send: (call: ReturnType<typeof appendCall>) => Promise<Written>) {
    this.#numbers = numbers;
    this.#send = send;
  }

  /** @throws ChatFault `unavailable` when it is not known whether anything was written */
  add(item: AppendItem): Promise<AppendAnswer> {
    return new Promise((settle, fail) => {
      const [, { length } = ''] = item.args;
      if (this.#waiting.length === MOST_ITEMS || this.#length + length > MOST_LENGTH) this.#flush();
      this.#waiting.push({ item, settle, fail });
      this.#length += length;
      if (this.#planned) return;
      if (performance.now() - this.#sentAt > CALM_MS) return this.#flush();
      this.#planned = true;
      setImmediate(() => {
        this.#planned = false;
        this.#flush();
      });
    });
  }

  #flush(): void {
    const sent = this.#waiting;
    if (sent.length === 0) return;
    this.#waiting = [];
    this.#length = 0;
    this.#sentAt = performance.now();
    const call = appendCall(
      this.#numbers,
      sent.map(({ item }) => item),
    );
    this.#send(call).then(
      ({ reply, durable }) => {
        const answers = Array.isArray(reply) ? (reply as readonly RedisReply[]) : [];
        for (const [index, { settle, fail }] of sent.entries()) {
          const answer = answers[index];
          if (answer === undefined) fail(unavailable(new Error('The append script gave no answer')));
          else settle({ answer, durable });
        }
      },
      (error: unknown) => {
        for (const { fail } of sent) fail(error);
      },
    );
  }
}
