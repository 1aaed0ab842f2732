const ANSWER_MS = 5_000;

/**
 * Looks whether every place answers, so that nobody reads bounds that were broken because nobody was there.
 *
 * @throws Error that names those that do not, and what to do
 */
export async function reach(urls: readonly string[], signal: AbortSignal): Promise<void> {
  const silent = await Promise.all(
    urls.map(async (url) => {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
      try {
        await (await fetch(`${url}/health`, { signal: patience })).arrayBuffer();
        return [];
      } catch (error) {
        return signal.aborted ? [] : [`${url} (${reasonOf(error)})`];
      }
    }),
  );
  const names = silent.flat();
  if (names.length === 0) return;
  throw new Error(`Nobody answers at ${names.join(', ')}: start it, as with "npm run dev", or name another with --url`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // `fetch` only says that it failed; why stands in its cause.
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : error.message;
}
