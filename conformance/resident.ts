import { readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;

/** The memory that a process holds, in bytes, as Linux counts it. */
export function residentBytes({ pid }: { readonly pid: number }): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
}
