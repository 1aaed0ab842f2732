import type { Clock } from '#chat';
import type { AppPorts } from './ports.ts';

/** A check that takes longer is as good as one that failed. */
export const CHECK_MS = 2_000;

/** Asks every check at once, and waits for none longer than it may take. `ok`, or a sentence, by name. */
export async function runChecks({
  checks,
  clock,
}: Pick<AppPorts, 'checks' | 'clock'>): Promise<Record<string, string>> {
  const ask = async ([name, check]: [string, () => Promise<void>]) => [name, await answerOf(check, clock)] as const;
  return Object.fromEntries(await Promise.all(Object.entries(checks).map(ask)));
}

function answerOf(check: () => Promise<void>, clock: Clock): Promise<string> {
  return new Promise((resolve) => {
    const cancel = clock.after(CHECK_MS, () => resolve(`It did not answer within ${CHECK_MS / 1000} s`));
    const done = (answer: string) => {
      cancel();
      resolve(answer);
    };
    new Promise<void>((run) => run(check())).then(
      () => done('ok'),
      (error: unknown) => done(error instanceof Error && error.message !== '' ? error.message : 'It failed'),
    );
  });
}
