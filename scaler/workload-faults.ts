import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** One thing that is wrong, where, and what to do. */
export interface FieldFault {
  readonly path: Path;
  readonly sentence: string;
}

/** zod's findings as sentences for the person who wrote the file: what stands there, and what must. */
export function fieldFaults(issues: readonly Issue[]): FieldFault[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        sentence: 'is not known here: remove or correct it',
      }));
    }
    if (issue.input === undefined) return [{ path: issue.path, sentence: `is missing, set ${rule(issue)}` }];
    return [{ path: issue.path, sentence: `is ${shown(issue.input)}, must be ${rule(issue)}` }];
  });
}

function rule(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${TYPES[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${amount(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${amount(issue.origin, issue.maximum)}`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'invalid_union':
      return KINDS;
    default:
      return issue.message;
  }
}

const KINDS = 'of a kind that is known (see docs/scaler.md)';

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a table of fields',
  record: 'a table of fields',
};

function amount(origin: string, count: number | bigint): string {
  if (origin === 'string') return `${count} ${count === 1 ? 'character' : 'characters'}`;
  return origin === 'array' ? `${count} ${count === 1 ? 'entry' : 'entries'}` : `${count}`;
}

/** Short, and without what may be a password in an address. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a table';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.replace(/\/\/[^/@\s"]*@/, '//…@').slice(0, 80);
}

/**
 * @example
 * sayPath(['workloads', 3, 'metrics', 0, 'query']) // => 'workloads[3].metrics[0].query'
 */
export function sayPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}
