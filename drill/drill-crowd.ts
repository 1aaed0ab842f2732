import { CrowdProcess } from '#conformance';
import type { CrowdStanding, DrillAnswer, DrillAudit, DrillQuestion } from './drill-words.ts';

/** People in a process of their own, so that what they cost is not counted to the pods. */
export class DrillCrowd {
  readonly #process = new CrowdProcess<DrillQuestion, DrillAnswer>(`${import.meta.dirname}/drill-crowd-main.ts`);

  /** @throws Error when the crowd cannot */
  async begin(plan: Omit<Extract<DrillQuestion, { ask: 'begin' }>, 'ask'>): Promise<void> {
    await this.#process.ask({ ask: 'begin', ...plan });
  }

  /** @throws Error when the crowd cannot */
  async want(people: number, broken: boolean): Promise<CrowdStanding> {
    const { standing } = await this.#process.ask({ ask: 'want', people, broken });
    if (standing === undefined) throw new Error('The crowd does not say how it stands');
    return standing;
  }

  /** @throws Error when the crowd cannot */
  async settle(): Promise<DrillAudit> {
    const { audit } = await this.#process.ask({ ask: 'settle' });
    if (audit === undefined) throw new Error('The crowd gave no account');
    return audit;
  }

  close(): Promise<void> {
    return this.#process.close();
  }
}
