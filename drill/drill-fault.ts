/** Everything that can be wrong with what the command lines of this folder are given. */
export const DRILL_FAULTS = {
  'bad-arguments': 'The command line cannot be understood',
  'bad-trace': 'The trace cannot be replayed',
  'bad-ledger': 'The ledger cannot be replayed',
  'bad-report': 'The report cannot be written',
} as const satisfies Record<string, string>;

export type DrillFaultCode = keyof typeof DRILL_FAULTS;

/** What was found and what to do, for a program (code) and a person (message). */
export class DrillFault extends Error {
  override readonly name = 'DrillFault';
  readonly code: DrillFaultCode;

  constructor(code: DrillFaultCode, found: string, cause?: unknown) {
    super(`${DRILL_FAULTS[code]} (${found})`, { cause });
    this.code = code;
  }
}
