const PATIENCE_MS = 1_500;

/** Whether the pods say that they are ready. Who does not answer within 1.5 s is not. Never rejects. */
export async function arePodsReady(originUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${originUrl}/ready`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Nobody is there.
    return false;
  }
}
