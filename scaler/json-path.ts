import { ScalerFault } from './scaler-fault.ts';

/** One step into JSON: a name of an object, a place of an array (from its end below 0), or everything in either. */
type Step = { readonly name: string } | { readonly place: number } | 'all';

export interface JsonPath {
  readonly text: string;
  readonly steps: readonly Step[];
}

const MOST_CHARACTERS = 512;
const MOST_STEPS = 32;
/** More than any answer that is read can hold of what anybody adds up. */
const MOST_FOUND = 500_000;
const STEP = /\.([A-Za-z_][\w-]*)|\[(-?\d{1,9}|\*)\]|\[(["'])((?:(?!\3)[^\\]|\\["'\\])*)\3\]/y;

/**
 * Reads a path: `$`, then `.name`, `["any name"]`, `[0]`, `[-1]` (the last) and `[*]` (every one). There is nothing to
 * calculate in it and nothing to search with, so a path costs what it finds.
 *
 * @throws ScalerFault `bad-source`, with where it is wrong
 * @example
 * parseJsonPath('$.items[*].value').steps.length // => 3
 */
export function parseJsonPath(text: string): JsonPath {
  const fault = (reason: string) => new ScalerFault('bad-source', [`the path "${text.slice(0, 80)}" ${reason}`]);
  if (text.length > MOST_CHARACTERS) throw fault(`is longer than ${MOST_CHARACTERS} characters`);
  if (!text.startsWith('$')) throw fault('must begin with "$"');
  const steps: Step[] = [];
  const pattern = new RegExp(STEP);
  for (let place = 1; place < text.length; place = pattern.lastIndex) {
    pattern.lastIndex = place;
    const match = pattern.exec(text);
    if (match === null) {
      throw fault(`is wrong at character ${place + 1}: write .name, ["any name"], [0], [-1] or [*]`);
    }
    const [, name, index, , quoted] = match;
    if (index === '*') steps.push('all');
    else if (index !== undefined) steps.push({ place: Number(index) });
    else steps.push({ name: name ?? (quoted ?? '').replace(/\\(.)/g, '$1') });
    if (steps.length > MOST_STEPS) throw fault(`has more than ${MOST_STEPS} steps`);
  }
  return { text, steps };
}

/**
 * What a path finds, in the order of the JSON. Nothing is found in a list that is empty; a name or a place that is not
 * there at all is a fault, because an answer whose shape has changed must not pass for no load.
 *
 * @throws ScalerFault `bad-answer`, `source-too-large`
 * @example
 * selectByPath({ items: [{ value: 1 }, { value: 2 }] }, parseJsonPath('$.items[*].value')) // => [1, 2]
 */
export function selectByPath(json: unknown, path: JsonPath): unknown[] {
  let found: unknown[] = [json];
  for (const step of path.steps) {
    const next: unknown[] = [];
    let inside = false;
    for (const node of found) inside = follow(node, step, next) || inside;
    if (found.length > 0 && !inside) {
      throw new ScalerFault('bad-answer', [`there is nothing at "${path.text}" (${sayStep(step)} is missing)`]);
    }
    if (next.length > MOST_FOUND) {
      throw new ScalerFault('source-too-large', [`"${path.text}" finds more than ${MOST_FOUND}`]);
    }
    found = next;
  }
  return found;
}

/** Adds what a step finds; says whether there is such a place at all. */
function follow(node: unknown, step: Step, next: unknown[]): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (step === 'all') {
    for (const value of Array.isArray(node) ? node : Object.values(node)) next.push(value);
    return true;
  }
  if ('place' in step) {
    if (!Array.isArray(node)) return false;
    const place = step.place < 0 ? node.length + step.place : step.place;
    if (!(place >= 0 && place < node.length)) return false;
    next.push(node[place]);
    return true;
  }
  // Own names only: "constructor" of a path is not JavaScript's.
  if (Array.isArray(node) || !Object.hasOwn(node, step.name)) return false;
  next.push((node as Record<string, unknown>)[step.name]);
  return true;
}

function sayStep(step: Step): string {
  if (step === 'all') return 'a list';
  return 'place' in step ? `[${step.place}]` : `"${step.name}"`;
}
