import { setTimeout as pause } from 'node:timers/promises';

/** How long a test waits for what must come, in milliseconds. Long: a busy machine is no fault. */
export const PATIENCE_MS = 10_000;

const ASK_EVERY_MS = 25;

/**
 * Waits for a promise, but not for ever. `what` says what was waited for, and is asked when it did not come.
 *
 * @throws Error that names it
 */
export async function within<Result>(
  promise: Promise<Result>,
  what: string | (() => string),
  ms: number = PATIENCE_MS,
): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`Waited ${ms} ms in vain for ${typeof what === 'string' ? what : what()}`)),
    ms,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks until there is an answer, for what cannot be listened to.
 *
 * @throws Error that says what was asked for
 */
export async function eventually<Answer>(
  ask: () => Promise<Answer | undefined> | Answer | undefined,
  what: string,
  ms: number = PATIENCE_MS,
): Promise<Answer> {
  for (const giveUpAt = Date.now() + ms; ; await pause(ASK_EVERY_MS)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > giveUpAt) throw new Error(`Asked for ${ms} ms in vain for ${what}`);
  }
}
