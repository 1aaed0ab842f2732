import { setImmediate } from 'node:timers/promises';

const WAIT_MS = 5_000;

/** What keeps this process busy, by kind and number: timers, sockets, child processes. */
export function resourcesInUse(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (/^(Timeout|TCP|Pipe|Process|TLS)/.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** What is in use once nothing is left that was not there before, or after five seconds. */
export async function idleAgain(before: Record<string, number>): Promise<Record<string, number>> {
  const until = Date.now() + WAIT_MS;
  const busy = () => Object.entries(resourcesInUse()).some(([kind, count]) => count > (before[kind] ?? 0));
  while (busy() && Date.now() < until) await setImmediate();
  const now = resourcesInUse();
  return Object.fromEntries(Object.entries(before).map(([kind, count]) => [kind, Math.min(count, now[kind] ?? 0)]).concat(
    Object.entries(now).filter(([kind, count]) => count > (before[kind] ?? 0)),
  ));
}
