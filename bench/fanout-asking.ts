import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer, Ask } from './fanout-generator.ts';

type AnswerTo<What extends Ask['what']> = Extract<Answer, { what: What }>;

/** Longer than any part of a trial takes. */
const PATIENCE_MS = 120_000;

/** The generator's process, as its parent has it. */
export class Generator {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'fanout-generator.ts'), { serialization: 'advanced' });

  /** @throws Error with what went wrong there, when it ended, and when it does not answer in two minutes */
  async ask<What extends Ask['what']>(ask: Extract<Ask, { what: What }>): Promise<AnswerTo<What>> {
    if (this.#over) throw new Error('The generator has ended');
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, AbortSignal.timeout(PATIENCE_MS)]);
    try {
      this.#child.send(ask);
      const [answer] = (await Promise.race([
        once(this.#child, 'message', { signal }),
        once(this.#child, 'exit', { signal }).then(() => {
          throw new Error('The generator ended');
        }),
      ])) as [Answer];
      if (answer.what === 'fault') throw new Error(answer.message);
      return answer as AnswerTo<What>;
    } finally {
      waiting.abort();
    }
  }

  async close(): Promise<void> {
    if (this.#over) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }

  get #over(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
