import { type ChildProcess, fork } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { within } from './patience.ts';

/** How much nicer a crowd is than the pods, as `nice` counts it. */
const POLITE = 5;

const ANSWER_MS = 120_000;

/** A process of its own for many clients, so that what they cost is not counted to the pods. Asked one thing at a time. */
export class CrowdProcess<Question extends { readonly ask: string }, Answer extends { readonly error?: string }> {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #answered: Promise<unknown> = Promise.resolve();

  /** `main` is the path of the file that it runs. */
  constructor(main: string) {
    const { PATH = '', HOME = '' } = process.env;
    // In a group of its own: what interrupts the one who asks must leave the crowd time to say what it saw.
    this.#child = fork(main, [], { env: { PATH, HOME }, detached: true });
    // In earnest clients have machines of their own: here at least the pods have the right of way.
    if (this.#child.pid !== undefined) setPriority(this.#child.pid, Math.min(19, getPriority() + POLITE));
    this.#ended = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  /** @throws Error when the crowd cannot */
  ask(question: Question): Promise<Answer> {
    const asked = this.#answered.then(() => this.#ask(question));
    this.#answered = asked.catch(() => {});
    return asked;
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #ask(question: Question): Promise<Answer> {
    const answered = Promise.withResolvers<Answer>();
    const ended = () => answered.reject(new Error('The crowd ended'));
    this.#child.once('message', (answer) => answered.resolve(answer as Answer));
    this.#child.once('exit', ended);
    try {
      this.#child.send(question);
      const answer = await within(answered.promise, `the crowd to ${question.ask}`, ANSWER_MS);
      if (answer.error !== undefined) throw new Error(`The crowd could not ${question.ask}: ${answer.error}`);
      return answer;
    } finally {
      this.#child.off('exit', ended);
    }
  }
}
