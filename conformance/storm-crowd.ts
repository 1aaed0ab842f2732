import { type ChildProcess, fork } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { within } from './patience.ts';
import type { CrowdAnswer, CrowdQuestion, CrowdReport } from './storm-words.ts';

/** How much nicer a crowd is than the pods, as `nice` counts it. */
const POLITE = 5;

const ANSWER_MS = 120_000;

/** Many clients in a process of their own, so that what they cost is not counted to the pods. */
export class StormCrowd {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #answered: Promise<unknown> = Promise.resolve();

  constructor() {
    const { PATH = '', HOME = '' } = process.env;
    this.#child = fork(`${import.meta.dirname}/storm-crowd-main.ts`, [], { env: { PATH, HOME } });
    // In earnest clients have machines of their own: here at least the pods have the right of way.
    if (this.#child.pid !== undefined) setPriority(this.#child.pid, Math.min(19, getPriority() + POLITE));
    this.#ended = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  /** @throws Error when the crowd cannot */
  ask(question: CrowdQuestion): Promise<CrowdAnswer> {
    const asked = this.#answered.then(() => this.#ask(question));
    this.#answered = asked.catch(() => {});
    return asked;
  }

  async settle(): Promise<CrowdReport> {
    const { report } = await this.ask({ ask: 'settle' });
    if (report === undefined) throw new Error('The crowd gave no report');
    return report;
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #ask(question: CrowdQuestion): Promise<CrowdAnswer> {
    const answered = Promise.withResolvers<CrowdAnswer>();
    const ended = () => answered.reject(new Error('The crowd ended'));
    this.#child.once('message', (answer) => answered.resolve(answer as CrowdAnswer));
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
