import type { Clock } from '#chat';
import type { AppPorts, Check } from './ports.ts';

/** A check that takes longer is as good as one that failed. */
export const CHECK_MS = 2_000;

interface Answer {
  readonly ready: boolean;
  readonly told: string;
}

export interface Readiness {
  readonly ready: boolean;
  /** `ok`, or a sentence, by name. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Asks every check at once, and waits for none longer than it may take. */
export async function runChecks({ checks, clock }: Pick<AppPorts, 'checks' | 'clock'>): Promise<Readiness> {
  const ask = async ([name, check]: [string, Check]) => [name, await answerOf(check, clock)] as const;
  const answers = await Promise.all(Object.entries(checks).map(ask));
  return {
    ready: answers.every(([, { ready }]) => ready),
    checks: Object.fromEntries(answers.map(([name, { told }]) => [name, told])),
  };
}

function answerOf(check: Check, clock: Clock): Promise<Answer> {
  return new Promise((resolve) => {
    const late = { ready: false, told: `It did not answer within ${CHECK_MS / 1000} s` };
    const cancel = clock.after(CHECK_MS, () => resolve(late));
    const done = (answer: Answer) => {
      cancel();
      resolve(answer);
    };
    new Promise<unknown>((run) => run(check())).then(
      (warning) => done({ ready: true, told: typeof warning === 'string' ? warning : 'ok' }),
      (error: unknown) => {
        done({ ready: false, told: error instanceof Error && error.message !== '' ? error.message : 'It failed' });
      },
    );
  });
}
