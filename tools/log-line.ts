const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];

/** One line that a process wrote: our own are JSON with a level, others are text. */
export interface LogLine {
  readonly level: Level;
  readonly text: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

const COLOURS = [36, 35, 34, 32, 33];
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours that another program put in
const ESCAPES = /\u001b\[[0-9;]*[A-Za-z]/g;
const ALARMING = /\[error\]|\berror\b:|✘|^fatal|uncaught|unhandled/i;
const WORRYING = /\[warning\]|\bwarning\b:|▲/i;

/**
 * Reads a line. Of text that is not ours the level is guessed from its words.
 *
 * @example
 * readLine('{"at":1,"level":"warn","event":"redis-lost"}').level // => 'warn'
 * readLine('✘ [ERROR] No such file').level // => 'error'
 * readLine('Ready on http://localhost').level // => 'info'
 */
export function readLine(line: string): LogLine {
  const text = line.replace(ESCAPES, '');
  const fields = parseFields(text);
  if (fields) {
    const level = LEVELS.find((known) => known === fields.level) ?? 'info';
    return { level, text, fields };
  }
  return { level: ALARMING.test(text) ? 'error' : WORRYING.test(text) ? 'warn' : 'info', text };
}

/**
 * Whether a line is worth showing when only what is at least this bad is wanted.
 *
 * @example
 * isAtLeast('error', 'warn') // => true
 * isAtLeast('info', 'warn') // => false
 */
export function isAtLeast(level: Level, least: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

/**
 * A line for a program: JSON, with the process that wrote it.
 *
 * @example
 * formatJson('pod-1', readLine('{"event":"ready"}')) // => '{"process":"pod-1","event":"ready"}'
 * formatJson('edge', readLine('hello')) // => '{"process":"edge","level":"info","text":"hello"}'
 */
export function formatJson(name: string, line: LogLine): string {
  return JSON.stringify({ process: name, ...(line.fields ?? { level: line.level, text: line.text }) });
}

/**
 * A line for a person: who, then what.
 *
 * @example
 * formatPretty('pod-1', readLine('{"at":1,"level":"info","event":"ready","port":8081}'), 0, false) // => 'pod-1 │ ready port=8081'
 */
export function formatPretty(name: string, line: LogLine, index: number, colour: boolean): string {
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const who = paint(COLOURS[index % COLOURS.length] ?? 36, `${name.padEnd(5)} │`);
  const alarm = line.level === 'error' ? 31 : line.level === 'warn' ? 33 : undefined;
  const what = line.fields ? formatFields(line.fields) : line.text;
  return `${who} ${alarm ? paint(alarm, what) : what}`;
}

function formatFields(fields: Readonly<Record<string, unknown>>): string {
  const { event, at: _at, level: _level, ...rest } = fields;
  const pairs = Object.entries(rest).map(([key, value]) => {
    return `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return [String(event ?? ''), ...pairs].filter(Boolean).join(' ');
}

function parseFields(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
