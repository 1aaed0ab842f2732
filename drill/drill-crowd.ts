import { type ChildProcess, fork } from 'node:child_process';
import { within } from '#conformance';
import type { CrowdStanding, DrillAnswer, DrillAudit, DrillQuestion } from './drill-words.ts';

const ANSWER_MS = 60_000;

/** People in a process of their own, so that what they cost is not counted to the pods. */
export class DrillCrowd {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #answered: Promise<unknown> = Promise.resolve();

  constructor() {
    const { PATH = '', HOME = '' } = process.env;
    this.#child = fork(`${import.meta.dirname}/drill-crowd-main.ts`, [], { env: { PATH, HOME } });
    this.#ended = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  /** @throws Error when the crowd cannot */
  async begin(plan: Omit<Extract<DrillQuestion, { ask: 'begin' }>, 'ask'>): Promise<void> {
    await this.#ask({ ask: 'begin', ...plan });
  }

  /** @throws Error when the crowd cannot */
  async want(people: number): Promise<CrowdStanding> {
    const { standing } = await this.#ask({ ask: 'want', people });
    if (standing === undefined) throw new Error('The crowd does not say how it stands');
    return standing;
  }

  /** @throws Error when the crowd cannot */
  async settle(): Promise<DrillAudit> {
    const { audit } = await this.#ask({ ask: 'settle' });
    if (audit === undefined) throw new Error('The crowd gave no account');
    return audit;
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #ask(question: DrillQuestion): Promise<DrillAnswer> {
    const asked = this.#answered.then(() => this.#exchange(question));
    this.#answered = asked.catch(() => {});
    return asked;
  }

  async #exchange(question: DrillQuestion): Promise<DrillAnswer> {
    const answered = Promise.withResolvers<DrillAnswer>();
    const ended = () => answered.reject(new Error('The crowd ended'));
    this.#child.once('message', (answer) => answered.resolve(answer as DrillAnswer));
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
