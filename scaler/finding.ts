/** Something that a check found, and for what is not well, what to do. */
export interface Finding {
  readonly level: 'ok' | 'advice' | 'fault';
  /** What was looked at. */
  readonly about: string;
  readonly sentence: string;
}

const MARKS = { ok: 'ok    ', advice: 'advice', fault: 'FAULT ' } as const;

/**
 * @example
 * sayFinding({ level: 'ok', about: 'settings', sentence: 'read' }) // => 'ok      settings: read'
 */
export function sayFinding({ level, about, sentence }: Finding): string {
  return `${MARKS[level]}  ${about}: ${sentence}`;
}
