import { setImmediate } from 'node:timers/promises';

const WAIT_MS = 5_000;

/** What keeps this process busy, by kind and number: timers, sockets, child processes. */
export function resourcesInUse(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (/^(Timeout|TCP|Pipe|Process|TLS)/.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** The kinds of which there are still more than before after five seconds; none as soon as nothing is left. */
export async function leftBehind(before: ReadonlyMap<string, number>): Promise<string[]> {
  const more = () => [...resourcesInUse()].filter(([kind, count]) => count > (before.get(kind) ?? 0));
  const until = Date.now() + WAIT_MS;
  while (more().length > 0 && Date.now() < until) await setImmediate();
  return more().map(([kind]) => kind);
}
