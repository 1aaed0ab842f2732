import type { Dialect, Person } from './fanout-dialect.ts';
import { numberAfter } from './fanout-frames.ts';
import { Latencies } from './fanout-latency.ts';
import { Member, type Route } from './fanout-member.ts';

/** Sockets on their way in at once: fewer than a listening socket's queue. */
const ENTERING = 100;

/** How many numbers of messages are remembered with their times. */
const REMEMBERED = 1 << 20;

/** How long messages took since they were due, and since they were said: in between the generator was late. */
export interface Since {
  readonly due: Latencies;
  readonly said: Latencies;
}

/** All members of a run: what they were told, and when each message was due. */
export class Crowd {
  readonly #members: Member[] = [];
  readonly #dueAt = new Float64Array(REMEMBERED);
  readonly #saidAt = new Float64Array(REMEMBERED);
  readonly complaints: string[] = [];
  /** Messages that came, summed over everybody. */
  delivered = 0;
  /** Messages that nobody will get because they were refused. */
  refused = 0;
  lost = 0;
  #latencies: Since | undefined;
  #said = 0;
  #from = 0;

  get size(): number {
    return this.#members.length;
  }

  /** Brings everybody in, a bounded number at a time. @throws Error when one is not let in */
  async enter(people: readonly Person[], routes: (index: number) => Route, dialect: Dialect): Promise<void> {
    let next = 0;
    const enterSome = async () => {
      for (let person = people[next++]; person !== undefined; person = people[next++]) {
        const member = new Member(routes(person.index), person, dialect, this.#listener());
        this.#members.push(member);
        await member.entered;
      }
    };
    await Promise.all(Array.from({ length: ENTERING }, enterSome));
  }

  /** One says a message that was due at this time. */
  say(dueAt: number): void {
    const number = this.#said++;
    this.#dueAt[number % REMEMBERED] = dueAt;
    this.#saidAt[number % REMEMBERED] = performance.now();
    this.#members[number % this.#members.length]?.say(number);
  }

  /** Begins to measure how long it takes a message to come to everybody; only messages said from now on. */
  measure(): Since {
    this.#latencies = { due: new Latencies(), said: new Latencies() };
    this.#from = this.#said;
    return this.#latencies;
  }

  stopMeasuring(): void {
    this.#latencies = undefined;
  }

  leave(): void {
    for (const member of this.#members.splice(0)) member.leave();
  }

  #listener() {
    return {
      mark: (chunk: Buffer, at: number, end: number) => {
        this.delivered++;
        if (this.#latencies) this.#time(this.#latencies, chunk, at, end);
      },
      complained: (text: string) => {
        this.refused++;
        if (this.complaints.length < 5) this.complaints.push(text);
      },
      lost: (why: string) => {
        this.lost++;
        if (this.complaints.length < 5) this.complaints.push(why);
      },
    };
  }

  #time({ due, said }: Since, chunk: Buffer, at: number, end: number): void {
    const number = numberAfter(chunk, at, end);
    if (number === undefined || number < this.#from) return;
    const now = performance.now();
    due.add(now - (this.#dueAt[number % REMEMBERED] ?? 0));
    said.add(now - (this.#saidAt[number % REMEMBERED] ?? 0));
  }
}
