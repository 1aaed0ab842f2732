import type { z } from 'zod';
import { type FieldProblem, RestFault } from './rest-fault.ts';
import { ScalerFault } from './scaler-fault.ts';
import { fieldFaults } from './workload-faults.ts';

/**
 * Reads a JSON body of bounded size and checks it.
 *
 * @throws ScalerFault `not-json`, `body-too-large`, `bad-json`, `bad-body` with every field that is wrong
 */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  mostBytes: number,
): Promise<z.output<Schema>> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  // Anything else a foreign page could send without asking first.
  if (type !== 'application/json') throw new ScalerFault('not-json');
  return checked(schema, parseJson(await readBytes(request, mostBytes)), 'bad-body');
}

/** @throws RestFault with every field that is wrong */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  code: 'bad-body' | 'bad-parameter',
): z.output<Schema> {
  const parsed = schema.safeParse(given, { reportInput: true });
  if (parsed.success) return parsed.data;
  const fields = fieldFaults(parsed.error.issues).map(({ path, sentence }) => ({
    path: code === 'bad-body' ? pointerOf(path) : path.map(String).join('.'),
    detail: sentence,
  }));
  throw fieldsFault(code, fields);
}

export function fieldsFault(code: 'bad-body' | 'bad-parameter', fields: readonly FieldProblem[]): RestFault {
  const told = fields.slice(0, 50);
  return new RestFault(code, { fields: told, reasons: told.map(({ path, detail }) => `${path || 'it'} ${detail}`) });
}

/**
 * @example
 * pointerOf(['samples', 0, 'a/b']) // => '/samples/0/a~1b'
 */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The length that a client says is not believed: what comes is counted, and what comes after the last is not read. */
async function readBytes(request: Request, mostBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const reader = request.body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > mostBytes) {
      await reader.cancel();
      throw new RestFault('body-too-large', { reasons: [`at most ${mostBytes} bytes are read`] });
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new ScalerFault('bad-json', [], error);
  }
}
