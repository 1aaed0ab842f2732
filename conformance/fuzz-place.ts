import type { RunningPlace } from './place-process.ts';

/** So much may be said that the limit of messages hides nothing. */
export const FUZZ_ENV = { MESSAGES_PER_MINUTE: '1000000' };

/** What a place that was not to be troubled complains of: errors in its log, or that it does not answer. */
export async function troubleOf(place: RunningPlace): Promise<string[]> {
  const errors = place
    .logs()
    .split('\n')
    .filter((line) => /"level":"error"|unhandled|uncaught/i.test(line))
    .map((line) => line.slice(0, 200));
  const health = await fetch(`${place.url}/health`).then(
    ({ status }) => status,
    (error: unknown) => String(error),
  );
  return [...errors.slice(0, 5), ...(health === 200 ? [] : [`Asked for its health it answered ${health}`])];
}
