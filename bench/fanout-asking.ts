import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer, Ask } from './fanout-generator.ts';

type AnswerTo<What extends Ask['what']> = Extract<Answer, { what: What }>;

/** The generator's process, as its parent has it. */
export class Generator {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'fanout-generator.ts'), { serialization: 'advanced' });

  /** @throws Error with what went wrong there, or when it ended */
  async ask<What extends Ask['what']>(ask: Extract<Ask, { what: What }>): Promise<AnswerTo<What>> {
    const over = new AbortController();
    try {
      this.#child.send(ask);
      const [answer] = (await Promise.race([
        once(this.#child, 'message', { signal: over.signal }),
        once(this.#child, 'exit', { signal: over.signal }).then(() => {
          throw new Error('The generator ended');
        }),
      ])) as [Answer];
      if (answer.what === 'fault') throw new Error(answer.message);
      return answer as AnswerTo<What>;
    } finally {
      over.abort();
    }
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
