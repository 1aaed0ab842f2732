import type * as z from 'zod/mini';
import { ChatFault, LIMITS } from '#chat';

/**
 * Reads a JSON body of bounded size and checks it.
 *
 * @throws ChatFault `bad-body`, `bad-json`, `body-too-large`
 */
export async function readBody<Schema extends z.ZodMiniType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  // Anything else a foreign page could send without asking first.
  if (type !== 'application/json') throw new ChatFault('bad-body', { found: 'its content type must be JSON' });
  const parsed = schema.safeParse(parseJson(await readBytes(request)));
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path ?? [];
  throw new ChatFault('bad-body', path.length > 0 ? { found: `"${path.join('.')}"` } : {});
}

/** A body may be as large as a frame. The length that a client says is not believed: what comes is counted, and what comes after the last is not read. */
async function readBytes(request: Request): Promise<Uint8Array> {
  const bytes = new Uint8Array(LIMITS.frameBytes);
  let length = 0;
  for (const reader = request.body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    if (length + value.byteLength > bytes.byteLength) {
      await reader.cancel();
      throw new ChatFault('body-too-large');
    }
    bytes.set(value, length);
    length += value.byteLength;
  }
  return bytes.subarray(0, length);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ChatFault('bad-json');
  }
}
