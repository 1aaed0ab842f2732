/** What stopped the process before it served anybody: the exit code a supervisor sees tells them apart. */
export const START_FAULTS = {
  /** The environment is wrong: starting again changes nothing. */
  config: { exitCode: 2 },
  /** The folder or the database of the messages cannot be used. */
  data: { exitCode: 1 },
  /** A port cannot be listened on. */
  port: { exitCode: 1 },
} as const satisfies Record<string, { exitCode: number }>;

export type StartFaultCode = keyof typeof START_FAULTS;

/**
 * Everything that keeps the process from starting, told at once.
 *
 * @example
 * new CannotStart('config', ['PORT is "x"', 'REDIS_URL is missing']).message // => 'Cannot start: PORT is "x"; REDIS_URL is missing'
 */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
  readonly code: StartFaultCode;
  readonly reasons: readonly string[];

  constructor(code: StartFaultCode, reasons: readonly string[], cause?: unknown) {
    super(`Cannot start: ${reasons.join('; ')}`, { cause });
    this.code = code;
    this.reasons = reasons;
  }

  get exitCode(): number {
    return START_FAULTS[this.code].exitCode;
  }
}
