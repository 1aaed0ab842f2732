import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own tick is (proc(5), USER_HZ). */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly name: string;
  readonly parent: number;
  readonly cpuSeconds: number;
}

/** Processor time that these processes have used so far, in the kernel for them included, in seconds. */
export function cpuSecondsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (readStat(pid)?.cpuSeconds ?? 0), 0);
}

/** Memory that these processes have in RAM, in bytes. */
export function residentBytesOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + residentBytes(pid), 0);
}

/** A process and all that came of it, of one name where one is given. */
export function processTree(root: number, name?: string): number[] {
  const stats = new Map<number, Stat>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? readStat(Number(entry)) : undefined;
    if (stat) stats.set(Number(entry), stat);
  }
  const tree = [root];
  for (const pid of tree) for (const [other, { parent }] of stats) if (parent === pid) tree.push(other);
  return name === undefined ? tree : tree.filter((pid) => stats.get(pid)?.name === name);
}

/** Undefined when the process has ended. */
function readStat(pid: number): Stat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Reads a line of /proc/PID/stat. The name stands in brackets and may have some itself.
 *
 * @example
 * parseStat('7 (a) b) S 3 0 0 0 0 0 0 0 0 0 150 50 0 0') // => { name: 'a) b', parent: 3, cpuSeconds: 2 }
 */
export function parseStat(line: string): Stat {
  const end = line.lastIndexOf(')');
  const fields = line.slice(end + 2).split(' ');
  return {
    name: line.slice(line.indexOf('(') + 1, end),
    parent: Number(fields[1]),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
  };
}

function residentBytes(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
