import { CrowdProcess } from './crowd-process.ts';
import type { CrowdAnswer, CrowdQuestion, CrowdReport } from './storm-words.ts';

/** The clients of a storm. */
export class StormCrowd extends CrowdProcess<CrowdQuestion, CrowdAnswer> {
  constructor() {
    super(`${import.meta.dirname}/storm-crowd-main.ts`);
  }

  async settle(): Promise<CrowdReport> {
    const { report } = await this.ask({ ask: 'settle' });
    if (report === undefined) throw new Error('The crowd gave no report');
    return report;
  }
}
