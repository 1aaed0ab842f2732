/** What goes wrong during a run. Times are seconds from the start. */
export type Fault =
  | { readonly kind: 'kill'; readonly at: number; readonly pods: number }
  | { readonly kind: 'scaler-down' | 'scrape-down'; readonly from: number; readonly to: number }
  | { readonly kind: 'slow-start'; readonly from: number; readonly to: number; readonly factor: number };

const DAY = 86_400;

/** The faults that `--faults` brings, every few days each, so that every policy meets the same. */
export function usualFaults(seconds: number): Fault[] {
  const faults: Fault[] = [];
  for (let day = 1; (day + 1) * DAY <= seconds; day++) {
    const noon = day * DAY + 12 * 3600;
    if (day % 3 === 0) faults.push({ kind: 'kill', at: noon + 5400, pods: 3 });
    if (day % 3 === 1) faults.push({ kind: 'scaler-down', from: noon, to: noon + 1200 });
    if (day % 3 === 2) faults.push({ kind: 'scrape-down', from: noon + 3600, to: noon + 4500 });
    if (day % 4 === 2) faults.push({ kind: 'slow-start', from: noon + 5 * 3600, to: noon + 8 * 3600, factor: 3 });
  }
  return faults;
}

/** Whether something of a kind is wrong at a time. */
export function isWrong(faults: readonly Fault[], kind: 'scaler-down' | 'scrape-down', second: number): boolean {
  return faults.some((fault) => fault.kind === kind && second >= fault.from && second < fault.to);
}

/** How many times as long a start takes at a time. */
export function startFactor(faults: readonly Fault[], second: number): number {
  const slow = faults.find((fault) => fault.kind === 'slow-start' && second >= fault.from && second < fault.to);
  return slow?.kind === 'slow-start' ? slow.factor : 1;
}
