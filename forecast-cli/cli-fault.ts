/** Everything that can be wrong with what the command lines are given, besides what the library says of a series. */
export const CLI_FAULTS = {
  'bad-arguments': 'The command line cannot be understood',
  'bad-json': 'The line is not a JSON object: write one question a line',
  'bad-question': 'The question is not complete',
  'line-too-long': 'The line is too long: ask with fewer samples',
  'bad-file': 'The file cannot be read',
  'bad-csv': 'The file is not a table of times and values',
  'bad-report': 'The report cannot be written',
  unexpected: 'The model stopped with an error of its own',
} as const satisfies Record<string, string>;

export type CliFaultCode = keyof typeof CLI_FAULTS;

/** What was found and what to do, for a program (code) and a person (message). */
export class CliFault extends Error {
  override readonly name = 'CliFault';
  readonly code: CliFaultCode;

  constructor(code: CliFaultCode, found?: string, cause?: unknown) {
    super(found === undefined ? CLI_FAULTS[code] : `${CLI_FAULTS[code]} (${found})`, { cause });
    this.code = code;
  }
}
